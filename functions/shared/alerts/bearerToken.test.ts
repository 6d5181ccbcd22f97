import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../http/problem.ts';
import type { Alert } from './alert.ts';
import { tokenRequired } from './bearerToken.ts';

const HOUR_MS = 3_600_000;
const digests = ['one', 'two'].map((token) => createHash('sha256').update(token).digest());

function setUp() {
  const alerts: Alert[] = [];
  let time = 0;
  const route = tokenRequired({
    digests,
    send: async (alert) => {
      alerts.push(alert);
    },
    now: () => time,
  })(async () => ({ statusCode: 200, body: 'let in' }));

  const request = async (authorization: string | undefined, sourceIp = '192.0.2.1') => {
    const event = {
      headers: authorization === undefined ? {} : { AUTHORIZATION: authorization },
      httpMethod: 'POST',
      resource: '/add',
      requestContext: { requestId: 'r', identity: { sourceIp } },
    } as unknown as APIGatewayProxyEvent;
    try {
      return await route(event);
    } catch (error) {
      return error as Problem;
    }
  };
  return {
    alerts,
    request,
    later(ms: number) {
      time += ms;
    },
  };
}

describe('a route that takes a token', () => {
  it.each([['Bearer one'], ['bearer two'], ['Bearer  one ']])('lets in %j', async (authorization) => {
    const { request, alerts } = setUp();
    expect(await request(authorization)).toMatchObject({ statusCode: 200 });
    expect(alerts).toEqual([]);
  });

  it.each([
    [undefined, 'no token', 'Bearer realm="augur"'],
    ['', 'no token', 'Bearer realm="augur"'],
    ['Bearer', 'a malformed token', 'Bearer realm="augur", error="invalid_token"'],
    ['Bearer one two', 'a malformed token', 'Bearer realm="augur", error="invalid_token"'],
    ['Basic b25lOm9uZQ==', 'a malformed token', 'Bearer realm="augur", error="invalid_token"'],
    ['Bearer three', 'an unknown token', 'Bearer realm="augur", error="invalid_token"'],
    ['Bearer ONE', 'an unknown token', 'Bearer realm="augur", error="invalid_token"'],
  ])('refuses %j with a 401 that says what to send, and an alert', async (authorization, fault, challenge) => {
    const { request, alerts } = setUp();
    expect(await request(authorization)).toMatchObject({
      status: 401,
      details: { headers: { 'WWW-Authenticate': challenge }, members: { alert_id: alerts[0]?.id } },
    });
    expect(alerts).toMatchObject([{ types: ['invalid token'], source: 'POST /add', data: `${fault}, from 192.0.2.1` }]);
  });

  it('never has the token in the alert', async () => {
    const { request, alerts } = setUp();
    await request('Bearer s3cret');
    await request('s3cret');
    expect(JSON.stringify(alerts)).not.toContain('s3cret');
  });

  it('makes one counted alert of what a source tries in an hour, and another one for each source and hour', async () => {
    const { request, alerts, later } = setUp();
    await request('Bearer three');
    later(HOUR_MS - 1);
    await request(undefined);
    await request('Bearer three', '192.0.2.2');
    later(1);
    await request('Bearer three');
    const [first, second, other, nextHour] = alerts.map(({ id }) => id);
    expect(second).toBe(first);
    expect(new Set([first, other, nextHour]).size).toBe(3);
    expect(alerts.every(({ counted }) => counted)).toBe(true);
  });

  it('lets nobody in where there are no tokens', async () => {
    const route = tokenRequired({ digests: [], send: async () => {}, now: () => 0 })(async () => ({
      statusCode: 200,
      body: '',
    }));
    const event = {
      headers: { Authorization: 'Bearer one' },
      requestContext: { identity: { sourceIp: '192.0.2.1' } },
    } as unknown as APIGatewayProxyEvent;
    await expect(route(event)).rejects.toMatchObject({ status: 401 });
  });
});
