import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiRequest, apiGatewayEvent, lambdaContext } from '../../tests/lambdaEvents.ts';
import type { Alert } from '../shared/alerts/alert.ts';
import type { Entry, StoreTable } from '../shared/store/storeTable.ts';
import { createHandler, type StoreDependencies } from './handler.ts';

const bearer = { Authorization: 'Bearer valid' };
const entry: Entry = { key: 'k', value: 'v', version: 1, updatedAt: 1_000 };

function setUp(store: Partial<StoreTable> = {}, overrides: Partial<StoreDependencies> = {}) {
  const writes: Parameters<StoreTable['write']>[] = [];
  const alerts: Alert[] = [];
  const handler = createHandler({
    store: {
      read: async () => entry,
      async write(...call) {
        writes.push(call);
        return { ...entry, ...call[0] };
      },
      ...store,
    },
    sendAlert: async (alert) => {
      alerts.push(alert);
    },
    tokenDigests: [createHash('sha256').update('valid').digest()],
    now: () => 1_000,
    ...overrides,
  });
  const request = async (apiRequest: ApiRequest) => {
    const event = apiGatewayEvent({ ...apiRequest, headers: { ...bearer, ...apiRequest.headers } });
    const { statusCode, headers, body } = await handler(event, lambdaContext);
    return { statusCode, headers, body: JSON.parse(body) };
  };
  return { handler, request, writes, alerts };
}

describe('a write', () => {
  it.each<[name: string, request: ApiRequest, value: unknown]>([
    ['POST /add', { route: 'POST /add', query: { key: 'k', value: 'v' } }, 'v'],
    ['POST /write with a query', { route: 'POST /write', query: { key: 'k', value: 'v' } }, 'v'],
    [
      'POST /write with a body',
      { route: 'POST /write', body: { key: 'k', value: { a: [1, null] } } },
      { a: [1, null] },
    ],
  ])('%s: 201 with the version as ETag', async (_, apiRequest, value) => {
    const { request, writes } = setUp();
    expect(await request(apiRequest)).toMatchObject({
      statusCode: 201,
      headers: { ETag: '"1"' },
      body: { key: 'k', version: 1, updated_at: '1970-01-01T00:00:01.000Z', overwritten: false },
    });
    expect(writes).toEqual([[{ key: 'k', value }, undefined, 1_000]]);
  });

  it('uses the body when the query has no parameter of the route', async () => {
    const { request, writes } = setUp();
    await request({ route: 'POST /write', query: { trace: '1' }, body: { key: 'k', value: 'of the body' } });
    expect(writes).toMatchObject([[{ key: 'k', value: 'of the body' }, undefined, 1_000]]);
  });

  it('returns 200 when it overwrote an entry', async () => {
    const { request } = setUp({ write: async () => ({ ...entry, version: 7 }) });
    expect(await request({ route: 'POST /add', query: { key: 'k', value: 'v' } })).toMatchObject({
      statusCode: 200,
      headers: { ETag: '"7"' },
      body: { overwritten: true },
    });
  });

  it.each<[name: string, request: ApiRequest, condition: unknown]>([
    [
      'If-Match',
      { route: 'POST /write', body: { key: 'k', value: 1 }, headers: { 'If-Match': '"3"' } },
      { versions: [3] },
    ],
    [
      'If-None-Match',
      { route: 'POST /add', query: { key: 'k', value: '' }, headers: { 'if-none-match': '*' } },
      'does not exist',
    ],
    ['a version in the body', { route: 'POST /write', body: { key: 'k', value: 1, version: 4 } }, { versions: [4] }],
    ['a version in the query', { route: 'POST /add', query: { key: 'k', value: 'v', version: '0' } }, 'does not exist'],
  ])('takes a condition from %s', async (_, apiRequest, condition) => {
    const { request, writes } = setUp();
    await request(apiRequest);
    expect(writes[0]?.[1]).toEqual(condition);
  });

  it('returns 412 when its condition does not hold', async () => {
    const { request } = setUp({ write: async () => undefined });
    const reply = await request({ route: 'POST /write', body: { key: 'k', value: 1, version: 4 } });
    expect(reply).toMatchObject({ statusCode: 412, headers: { 'Content-Type': 'application/problem+json' } });
  });

  it.each<[name: string, status: number, detail: RegExp, request: ApiRequest]>([
    ['no key', 400, /"key" is missing/, { route: 'POST /add', query: { value: 'v' } }],
    ['no value in the query', 400, /"value" is missing/, { route: 'POST /add', query: { key: 'k' } }],
    ['no value in the body', 400, /"value" is missing/, { route: 'POST /write', body: { key: 'k' } }],
    ['a malformed key', 400, /"key" has to be/, { route: 'POST /write', body: { key: '../x', value: 1 } }],
    [
      'a malformed version',
      400,
      /"version" has to be/,
      { route: 'POST /add', query: { key: 'k', value: 'v', version: 'x' } },
    ],
    [
      'two conditions',
      400,
      /one condition/,
      { route: 'POST /write', body: { key: 'k', value: 1, version: 1 }, headers: { 'If-Match': '*' } },
    ],
    [
      'a value of more than 256 KiB',
      413,
      /at most 262144 bytes/,
      { route: 'POST /write', body: { key: 'k', value: 'x'.repeat(262_145) } },
    ],
    [
      'a body of more than 512 KiB',
      413,
      /at most 524288 bytes/,
      { route: 'POST /write', body: { key: 'k', value: 'x'.repeat(524_288) } },
    ],
    [
      'another content type',
      415,
      /application\/json/,
      { route: 'POST /write', body: 'x', headers: { 'Content-Type': 'text/plain' } },
    ],
  ])('returns for %s %i that says what to send, and writes nothing', async (_, status, detail, apiRequest) => {
    const { request, writes } = setUp();
    const reply = await request(apiRequest);
    expect(reply).toMatchObject({ statusCode: status, body: { detail: expect.stringMatching(detail) } });
    expect(writes).toEqual([]);
  });

  it('accepts a value of exactly 256 KiB', async () => {
    const { request } = setUp();
    const reply = await request({ route: 'POST /write', body: { key: 'k', value: 'x'.repeat(262_144) } });
    expect(reply.statusCode).toBe(201);
  });

  it.each([['{"__proto__":{"mail":"a@example.com"}}'], ['[{"phone":3.80991414444e11}]'], ['{"phone":380991414444.0}']])(
    'returns 400 for personal data that only the exact value contains: %s',
    async (value) => {
      const { request, writes, alerts } = setUp();
      const reply = await request({ route: 'POST /write', body: `{"key":"k","value":${value}}` });
      expect(reply).toMatchObject({ statusCode: 400, body: { alert_id: alerts[0]?.id } });
      expect(alerts).toMatchObject([{ eventType: 'PII', data: `{"k":${value}}` }]);
      expect(writes).toEqual([]);
    },
  );

  it.each([['3'], ['3.0'], ['3e0']])('takes the version %s from the body as a number', async (version) => {
    const { request, writes } = setUp();
    await request({ route: 'POST /write', body: `{"key":"k","value":1,"version":${version}}` });
    expect(writes[0]?.[1]).toEqual({ versions: [3] });
  });

  it.each([['"3"'], ['3.5'], ['-1'], ['1e400'], ['null']])(
    'returns 400 for the version %s in the body',
    async (version) => {
      const { request, writes } = setUp();
      const reply = await request({ route: 'POST /write', body: `{"key":"k","value":1,"version":${version}}` });
      expect(reply).toMatchObject({ statusCode: 400, body: { detail: expect.stringContaining('whole number') } });
      expect(writes).toEqual([]);
    },
  );

  it('returns 400 for personal data in the value or the key, sends an alert and writes nothing', async () => {
    const { request, writes, alerts } = setUp();
    const reply = await request({ route: 'POST /add', query: { key: 'k', value: 'a@example.com' } });
    expect(reply).toMatchObject({ statusCode: 400, body: { rule: 'personal-data', alert_id: alerts[0]?.id } });
    expect(alerts).toMatchObject([{ source: 'POST /add', data: '{"k":"a@example.com"}' }]);
    expect(writes).toEqual([]);
  });

  it.each<[request: ApiRequest]>([
    [{ route: 'POST /add', query: { key: 'k', value: 'v' } }],
    [{ route: 'POST /write', body: { key: 'k', value: 'v' } }],
  ])('returns 500 with only the request id when the table does not respond: %j', async (apiRequest) => {
    const { request } = setUp({ write: () => Promise.reject(new Error('s3cret')) });
    const reply = await request(apiRequest);
    expect(reply).toMatchObject({ statusCode: 500, body: { request_id: 'request-1' } });
    expect(JSON.stringify(reply)).not.toContain('s3cret');
  });
});

describe('GET /read', () => {
  it('returns the entry with its version as ETag', async () => {
    expect(await setUp().request({ route: 'GET /read', query: { key: 'k' } })).toMatchObject({
      statusCode: 200,
      headers: { ETag: '"1"', 'Cache-Control': 'no-store' },
      body: { key: 'k', value: 'v', version: 1 },
    });
  });

  it.each<[field: string, tags: string, status: number]>([
    ['If-None-Match', '"1"', 304],
    ['If-None-Match', 'W/"1"', 304],
    ['if-none-match', '"7", "1"', 304],
    ['If-None-Match', '*', 304],
    ['If-None-Match', '"2"', 200],
    ['If-Match', '"1"', 200],
    ['If-Match', '*', 200],
    ['If-Match', 'W/"1"', 412],
    ['If-Match', '"2", "3"', 412],
    ['If-None-Match', '1', 400],
  ])('returns for %s: %s of the version 1 the status %i', async (field, tags, status) => {
    const event = { route: 'GET /read', query: { key: 'k' }, headers: { ...bearer, [field]: tags } };
    const reply = await setUp().handler(apiGatewayEvent(event), lambdaContext);
    expect(reply.statusCode).toBe(status);
    if (status === 304)
      expect(reply).toMatchObject({ headers: { ETag: '"1"', 'Cache-Control': 'no-store' }, body: '' });
  });

  it('returns a value that a JavaScript program would change to the letter', async () => {
    const value = '{"n":[9007199254740993,1.10,1e400,-0],"constructor":{"a":"\u{FFFE}🌧"}}';
    const stored: unknown[] = [];
    const { handler } = setUp({
      read: async () => ({ ...entry, value: stored[0] }),
      async write(written) {
        stored.push(written.value);
        return entry;
      },
    });
    const write = apiGatewayEvent({ route: 'POST /write', body: `{"key":"k","value":${value}}`, headers: bearer });
    await handler(write, lambdaContext);
    const { body } = await handler(
      apiGatewayEvent({ route: 'GET /read', query: { key: 'k' }, headers: bearer }),
      lambdaContext,
    );
    expect(body).toContain(`"value":${value}`);
  });

  it('returns 404 for a key that is not stored', async () => {
    const { request } = setUp({ read: async () => undefined });
    expect((await request({ route: 'GET /read', query: { key: 'k' } })).statusCode).toBe(404);
  });

  it('returns 400 without a key', async () => {
    expect((await setUp().request({ route: 'GET /read' })).statusCode).toBe(400);
  });

  it('returns 500 when the table does not respond', async () => {
    const { request } = setUp({ read: () => Promise.reject(new Error('down')) });
    expect((await request({ route: 'GET /read', query: { key: 'k' } })).statusCode).toBe(500);
  });
});

describe('every route of the store', () => {
  it.each([['POST /add'], ['POST /write'], ['GET /read']])('%s returns 401 without a valid token', async (route) => {
    const { request, alerts } = setUp();
    const reply = await request({ route, query: { key: 'k', value: 'v' }, headers: { Authorization: 'Bearer other' } });
    expect(reply).toMatchObject({ statusCode: 401, body: { alert_id: alerts[0]?.id } });
  });
});
