import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../http/request.ts';
import type { Alert } from './alert.ts';
import { createAuthorize } from './authorize.ts';

const HOUR_MS = 3_600_000;
const digests = ['one', 'two'].map((token) => createHash('sha256').update(token).digest());

function setUp(validDigests: readonly Buffer[] = digests) {
  const alerts: Alert[] = [];
  let time = 0;
  const authorize = createAuthorize({
    digests: validDigests,
    sendAlert: async (alert) => {
      alerts.push(alert);
    },
    now: () => time,
  });
  const request = (authorization: string | undefined, sourceIp = '192.0.2.1'): HttpRequest => ({
    source: 'POST /add',
    correlationId: 'r',
    sourceIp,
    header: (name) => (name === 'authorization' ? authorization : undefined),
    headerValues: () => [],
  });
  return {
    alerts,
    /** @returns the problem that is thrown, or undefined when the request is authorized */
    refusal: (authorization: string | undefined, sourceIp?: string): Promise<unknown> =>
      authorize(request(authorization, sourceIp)).catch((problem: unknown) => problem),
    advance(ms: number) {
      time += ms;
    },
  };
}

describe('authorize', () => {
  it.each([['Bearer one'], ['bearer two'], ['Bearer  one ']])('accepts %j', async (authorization) => {
    const { refusal, alerts } = setUp();
    expect(await refusal(authorization)).toBeUndefined();
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
  ])('throws a 401 with a challenge for %j and sends an alert', async (authorization, fault, challenge) => {
    const { refusal, alerts } = setUp();
    expect(await refusal(authorization)).toMatchObject({
      status: 401,
      details: { headers: { 'WWW-Authenticate': challenge }, members: { alert_id: alerts[0]?.id } },
    });
    expect(alerts).toMatchObject([{ types: ['invalid token'], source: 'POST /add', data: `${fault}, from 192.0.2.1` }]);
  });

  it('never puts the token into the alert', async () => {
    const { refusal, alerts } = setUp();
    await refusal('Bearer s3cret');
    await refusal('s3cret');
    expect(alerts).toHaveLength(2);
    expect(JSON.stringify(alerts)).not.toContain('s3cret');
  });

  it('counts the requests of one source address within an hour as one alert', async () => {
    const { refusal, alerts, advance } = setUp();
    await refusal('Bearer three');
    advance(HOUR_MS - 1);
    await refusal(undefined);
    await refusal('Bearer three', '192.0.2.2');
    advance(1);
    await refusal('Bearer three');
    const [first, second, otherSource, nextHour] = alerts.map(({ id }) => id);
    expect(second).toBe(first);
    expect(new Set([first, otherSource, nextHour]).size).toBe(3);
    expect(alerts.every(({ counted }) => counted)).toBe(true);
  });

  it('accepts no token when no digests are configured', async () => {
    expect(await setUp([]).refusal('Bearer one')).toMatchObject({ status: 401 });
  });
});
