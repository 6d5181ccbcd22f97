import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiRequest, apiGatewayEvent, lambdaContext } from '../../tests/lambdaEvents.ts';
import type { Alert } from '../shared/alerts/alert.ts';
import type { AlertPosition, AlertsTable, RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { createHandler } from './handler.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const recorded: RecordedAlert = { id, time: 1_000, types: ['email'], eventType: 'PII', source: 'POST /add', data: 'x' };
const view = {
  id,
  time: '1970-01-01T00:00:01.000Z',
  types: ['email'],
  event_type: 'PII',
  source: 'POST /add',
  data: 'x',
};

function setUp(table: Partial<AlertsTable> = {}, sendFails = false) {
  const sent: Alert[] = [];
  const pages: [limit: number, after: AlertPosition | undefined][] = [];
  const handler = createHandler({
    alerts: {
      read: async () => recorded,
      async newest(limit, after) {
        pages.push([limit, after]);
        return { alerts: [recorded], next: { id, time: 1_000 } };
      },
      ...table,
    },
    sendAlert: async (alert) => {
      if (sendFails) throw new Error('The queue does not respond');
      sent.push(alert);
    },
    tokenDigests: [createHash('sha256').update('valid').digest()],
    now: () => 2_000,
  });
  const request = async (apiRequest: ApiRequest) => {
    const headers = { Authorization: 'Bearer valid', ...apiRequest.headers };
    const result = await handler(apiGatewayEvent({ ...apiRequest, headers }), lambdaContext);
    return { statusCode: result.statusCode, headers: result.headers, body: JSON.parse(result.body) };
  };
  return { request, sent, pages };
}

describe('POST /alert', () => {
  it('returns 202 with the location of the alert, and queues it', async () => {
    const { request, sent } = setUp();
    const reply = await request({ route: 'POST /alert', body: { type: ' disk full ', payload: { free: 0 } } });
    expect(reply).toMatchObject({
      statusCode: 202,
      headers: { Location: `./alerts/${reply.body.alert_id}` },
    });
    expect(sent).toEqual([
      { id: reply.body.alert_id, time: 2_000, types: ['disk full'], source: 'POST /alert', data: '{"free":0}' },
    ]);
  });

  it.each<[name: string, detail: RegExp, body: unknown]>([
    ['no type', /"type" is missing/, { payload: 1 }],
    ['a type that is an object with a length', /"type" has to be text/, { type: { length: 1 }, payload: 1 }],
    ['an empty type', /"type" is empty/, { type: ' ', payload: 1 }],
    ['a type of more than 100 characters', /longer than 100/, { type: 'x'.repeat(101), payload: 1 }],
    ['no payload', /"payload" is missing/, { type: 'x' }],
    ['a body that is no object', /has to be an object/, [1]],
  ])('returns for %s 400 that says what to send', async (_, detail, body) => {
    const { request, sent } = setUp();
    const reply = await request({ route: 'POST /alert', body });
    expect(reply).toMatchObject({ statusCode: 400, body: { detail: expect.stringMatching(detail) } });
    expect(sent).toEqual([]);
  });

  it.each<[name: string, status: number, request: Omit<ApiRequest, 'route'>]>([
    ['another content type', 415, { body: 'x', headers: { 'Content-Type': 'text/plain' } }],
    ['a body of more than 64 KiB', 413, { body: { type: 'x', payload: 'x'.repeat(65_536) } }],
  ])('returns for %s %i', async (_, status, apiRequest) => {
    expect((await setUp().request({ route: 'POST /alert', ...apiRequest })).statusCode).toBe(status);
  });

  it('returns 500 when the alert cannot be queued', async () => {
    const { request } = setUp({}, true);
    expect((await request({ route: 'POST /alert', body: { type: 'x', payload: null } })).statusCode).toBe(500);
  });
});

describe('GET /alerts', () => {
  it('returns a page of 20 alerts with the cursor of the next page', async () => {
    const { request, pages } = setUp();
    const reply = await request({ route: 'GET /alerts' });
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'Cache-Control': 'no-store' } });
    expect(reply.body).toEqual({ alerts: [view], next_cursor: expect.any(String) });
    await request({ route: 'GET /alerts', query: { cursor: reply.body.next_cursor, limit: '100' } });
    expect(pages).toEqual([
      [20, undefined],
      [100, { id, time: 1_000 }],
    ]);
  });

  it('returns a null cursor with the last page', async () => {
    const { request } = setUp({ newest: async () => ({ alerts: [] }) });
    expect((await request({ route: 'GET /alerts' })).body).toEqual({ alerts: [], next_cursor: null });
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'x'],
    ['limit', ''],
    ['cursor', 'somewhere'],
    ['cursor', Buffer.from('{"id":"x","time":1}').toString('base64url')],
    ['cursor', 'A'.repeat(201)],
    ...['1e300', '1e400', '-1', '1.5', '8640000000000001', '"1"', 'null'].map((time): [string, string] => [
      'cursor',
      Buffer.from(`{"id":"${id}","time":${time}}`).toString('base64url'),
    ]),
  ])('returns 400 for %s=%j', async (name, value) => {
    const { request } = setUp();
    const reply = await request({ route: 'GET /alerts', query: { [name]: value } });
    expect(reply).toMatchObject({ statusCode: 400, body: { detail: expect.stringContaining(`"${name}"`) } });
  });

  it('returns 500 when the table does not respond', async () => {
    const { request } = setUp({ newest: () => Promise.reject(new Error('down')) });
    expect((await request({ route: 'GET /alerts' })).statusCode).toBe(500);
  });
});

describe('GET /alerts/{id}', () => {
  it('returns the alert, with count and last time where it is counted', async () => {
    const { request } = setUp({ read: async () => ({ ...recorded, count: 3, lastTime: 5_000 }) });
    const reply = await request({ route: 'GET /alerts/{id}', path: { id } });
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toEqual({ ...view, count: 3, last_time: '1970-01-01T00:00:05.000Z' });
  });

  it('takes an id in upper case', async () => {
    const { request } = setUp({ read: async (read) => (read === id ? recorded : undefined) });
    expect((await request({ route: 'GET /alerts/{id}', path: { id: id.toUpperCase() } })).statusCode).toBe(200);
  });

  it('returns 400 for an id that is not a UUID', async () => {
    expect((await setUp().request({ route: 'GET /alerts/{id}', path: { id: '17' } })).statusCode).toBe(400);
  });

  it('returns 404 for an alert that does not exist', async () => {
    const { request } = setUp({ read: async () => undefined });
    expect((await request({ route: 'GET /alerts/{id}', path: { id } })).statusCode).toBe(404);
  });

  it('returns 500 when the table does not respond', async () => {
    const { request } = setUp({ read: () => Promise.reject(new Error('down')) });
    expect((await request({ route: 'GET /alerts/{id}', path: { id } })).statusCode).toBe(500);
  });
});

describe('every route of the alerts API', () => {
  it.each([['POST /alert'], ['GET /alerts'], ['GET /alerts/{id}']])(
    '%s returns 401 without a valid token',
    async (route) => {
      const { request, sent } = setUp();
      const reply = await request({ route, path: { id }, headers: { Authorization: 'Bearer other' } });
      expect(reply).toMatchObject({ statusCode: 401, body: { alert_id: sent[0]?.id } });
    },
  );
});
