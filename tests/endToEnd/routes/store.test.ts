import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bearer, call, eventually, post, type Reply, waitForTask } from '../client.ts';
import { deployedUrl } from '../deployed.ts';
import { skippedOn } from '../endpoint.ts';
import { waitUntilEmpty } from '../queues.ts';
import { type Rejection, TIME_LINE, waitForReport } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

interface Entry {
  key: string;
  value: unknown;
  version: number;
  overwritten: boolean;
}

interface CountedAlert {
  time: string;
  count: number;
}

const token = bearer('SECRET_TOKEN');
const WRONG_TOKEN = 'letmein-4711';

let run: Run;

/** A deployed service keeps entries between runs, so each run has its own keys. */
const suffix = randomUUID().slice(0, 8);
const own = (key: string) => `${key}-${suffix}`;

const add = (query: string) => post<Entry & Rejection>(run.url, `/add?${query}`, undefined, token);
const write = (entry: object, headers = {}) => post<Entry>(run.url, '/write', entry, { ...token, ...headers });
const read = (key: string) => call<Entry>(run.url, `/read?key=${key}`, { headers: token });

describe('the store', () => {
  beforeAll(async () => {
    run = await startTestRun();
  }, 30_000);

  afterAll(async () => {
    await run.stop();
    await expectNoTokens(run);
  });

  it('stores a value, which POST /run?key= then transforms', async () => {
    const stored = await add(`key=${own('test1')}&value=hello`);
    expect(stored.status).toBe(201);
    expect(stored.headers.get('etag')).toBe('"1"');
    expect(stored.body).toMatchObject({ key: own('test1'), version: 1, overwritten: false });

    const { status, headers, body } = await post(run.url, `/run?key=${own('test1')}`, undefined, token);
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`./status/${body.task_id}`);
    expect(body).toMatchObject({ task_id: body.id, kind: 'transform', status: 'queued', result: null });

    await waitForTask(run.url, body.id);
    const { body: task } = await call(run.url, `/status/${body.task_id}`);
    expect(task).toMatchObject({ task_id: body.id, status: 'succeeded', result: 'HELLO' });
  });

  it('returns 404 for a key that was never written', async () => {
    expect((await post(run.url, '/run?key=nothing', undefined, token)).status).toBe(404);
    expect((await read('nothing')).status).toBe(404);
  });

  it.each([
    ['an e-mail address', 'email', 'write%20to%20jane.doe@example.com', 'write to jane.doe@example.com'],
    ['a phone number', 'phone', 'call%20%2B380991414444', 'call +380991414444'],
    ['a payment card', 'payment card', 'pay%20with%204111%201111%201111%201111', 'pay with 4111 1111 1111 1111'],
  ])('rejects %s, writes a report and stores nothing', async (_, type, value, data) => {
    const { status, body } = await add(`key=personal&value=${value}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ rule: 'personal-data', found: [type] });
    expect(await waitForReport(body.alert_id)).toEqual([
      `ALERT TYPE: ${type}`,
      'EVENT TYPE: PII',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /add',
      `DATA: ${JSON.stringify({ personal: data })}`,
    ]);
    expect(run.output()).not.toContain(data);
    expect((await read('personal')).status).toBe(404);
  });

  it('returns a JSON value exactly as it was written', async () => {
    const value = { list: [1, 0.5, null, true, { deep: 'Ґанок' }], empty: '', none: {} };
    expect((await write({ key: own('shape'), value })).status).toBe(201);
    const { status, headers, body } = await read(own('shape'));
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({ key: own('shape'), value, version: 1 });
  });

  const rewrittenMessages = skippedOn(
    'LocalStack',
    'parses message bodies and writes them again, so that 1.10 becomes 1.1 and 1e400 becomes Infinity, which is not JSON',
  );

  it.for([
    { value: '"\u{1F327}\u{FFFE}\u{FFFF}"', skip: '' },
    { value: '[9007199254740993,1.10,1e400,-0]', skip: rewrittenMessages },
  ])('returns $value to the letter, and transforms it$skip', async ({ value, skip: reason }, { skip }) => {
    skip(reason !== '', reason);
    const key = own(`letter ${value.length}`);
    const body = `{"key":"${key}","value":${value}}`;
    const headers = { ...token, 'Content-Type': 'application/json' };
    expect((await fetch(`${run.url}/write`, { method: 'POST', headers, body })).status).toBe(201);
    const url = (path: string) => `${run.url}${path}?key=${encodeURIComponent(key)}`;
    expect(await (await fetch(url('/read'), { headers })).text()).toContain(`"value":${value}`);
    const transformed = await fetch(url('/run'), { method: 'POST', headers: { ...token, Prefer: 'wait' } });
    expect(transformed.status).toBe(200);
    expect(transformed.headers.get('preference-applied')).toBe('wait=25');
    expect(await transformed.text()).toContain(`"result":${value}`);
  });

  it('returns 304 without a body to a client that has the version', async () => {
    await add(`key=${own('seen')}&value=one`);
    const response = await fetch(`${run.url}/read?key=${own('seen')}`, {
      headers: { ...token, 'If-None-Match': '"1"' },
    });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await response.text()).toBe('');
  });

  it('returns 200, the next version and "overwritten" when a key had a value', async () => {
    await add(`key=${own('twice')}&value=one`);
    const { status, headers, body } = await post<Entry>(
      run.url,
      `/write?key=${own('twice')}&value=two`,
      undefined,
      token,
    );
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"2"');
    expect(body).toMatchObject({ version: 2, overwritten: true });
    expect((await read(own('twice'))).body).toMatchObject({ value: 'two', version: 2 });
  });

  it.each<[name: string, entry: object, headers: Record<string, string>, status: number]>([
    ['the current ETag', {}, { 'If-Match': '"2"' }, 200],
    ['an older ETag', {}, { 'If-Match': '"1"' }, 412],
    ['the current version', { version: 2 }, {}, 200],
    ['an older version', { version: 1 }, {}, 412],
    ['existence', {}, { 'If-Match': '*' }, 200],
    ['absence', {}, { 'If-None-Match': '*' }, 412],
    ['version 0', { version: 0 }, {}, 412],
    ['one of several ETags', {}, { 'If-Match': '"1", "2"' }, 200],
    ['a weak ETag', {}, { 'If-Match': 'W/"2"' }, 412],
    ['an ETag that is not a version', {}, { 'If-Match': '"abc"' }, 412],
    ['a version without quotes', {}, { 'If-Match': '2' }, 400],
  ])('checks the condition "%s" on a key that has a value', async (name, entry, headers, status) => {
    const key = own(`condition ${name}`);
    await write({ key, value: 'first' });
    await write({ key, value: 'second' });
    expect((await write({ key, value: 'third', ...entry }, headers)).status).toBe(status);
    const { value, version } = (await read(encodeURIComponent(key))).body;
    expect({ value, version }).toEqual(
      status === 200 ? { value: 'third', version: 3 } : { value: 'second', version: 2 },
    );
  });

  it.each<[name: string, entry: object, headers: Record<string, string>, status: number]>([
    ['absence', {}, { 'If-None-Match': '*' }, 201],
    ['version 0', { version: 0 }, {}, 201],
    ['existence', {}, { 'If-Match': '*' }, 412],
    ['a version', { version: 1 }, {}, 412],
  ])('checks the condition "%s" on a key that was never written', async (name, entry, headers, status) => {
    const key = own(`new ${name}`);
    expect((await write({ key, value: 'first', ...entry }, headers)).status).toBe(status);
    expect((await read(encodeURIComponent(key))).status).toBe(status === 201 ? 200 : 404);
  });

  it('stores and transforms 256 KB, and returns 413 for more', async () => {
    const value = 'lorem ipsum dolor '.repeat(14_563).padEnd(262_144, 'x');
    expect((await write({ key: own('large'), value })).status).toBe(201);
    const { status, body } = await post(run.url, `/run?key=${own('large')}`, undefined, {
      ...token,
      Prefer: 'wait=20',
    });
    expect(status).toBe(200);
    expect(body.result).toBe(value.toUpperCase());
    expect((await write({ key: 'larger', value: `${value}x` })).status).toBe(413);
  });

  it('reports personal data in full where the alerts table has to truncate the value', async () => {
    const value = `${'"'.repeat(220_000)} jane.doe@example.com`;
    const { status, body } = await post<Rejection>(run.url, '/write', { key: 'quotes', value }, token);
    expect(status).toBe(400);
    expect((await waitForReport(body.alert_id)).at(-1)).toBe(`DATA: ${JSON.stringify({ quotes: value })}`);
    const alert = await call<{ data: string }>(run.url, `/alerts/${body.alert_id}`, { headers: token });
    expect(alert.body.data).toMatch(/^\{"quotes":.*…$/);
  });

  it.each(['', '%20x', '_x', 'x%0Ay', 'x'.repeat(201)])('returns 400 for the key %j', async (key) => {
    expect((await add(`key=${key}&value=hello`)).status).toBe(400);
  });

  it('returns 400 and names a missing value', async () => {
    const { status, body } = await post<Rejection>(run.url, '/write', { key: 'valueless' }, token);
    expect(status).toBe(400);
    expect(body.detail).toMatch(/"value" is missing/);
  });

  it.each([
    ['no token', {}, 'Bearer realm="augur"'],
    [
      'another authentication scheme',
      { Authorization: `Basic ${WRONG_TOKEN}` },
      'Bearer realm="augur", error="invalid_token"',
    ],
    ['a malformed token', { Authorization: `Bearer ${WRONG_TOKEN}, x` }, 'Bearer realm="augur", error="invalid_token"'],
    ['a wrong token', bearer(WRONG_TOKEN), 'Bearer realm="augur", error="invalid_token"'],
    ['a token in another case', bearer('secret_token'), 'Bearer realm="augur", error="invalid_token"'],
  ])('returns 401 on every protected route for %s', async (_, headers, challenge) => {
    await add('key=closed&value=door');
    const requests: [method: string, path: string][] = [
      ['POST', '/add?key=closed&value=open'],
      ['POST', '/write?key=closed&value=open'],
      ['GET', '/read?key=closed'],
      ['POST', '/run?key=closed'],
      ['POST', '/run'],
      ['POST', '/alert'],
      ['GET', '/alerts'],
      ['GET', '/alerts/c0ffee00-0000-4000-8000-000000000000'],
    ];
    for (const [method, path] of requests) {
      const reply = await call<Rejection>(run.url, path, { method, headers });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toBe(challenge);
      expect(JSON.stringify(reply.body)).not.toContain(WRONG_TOKEN);
    }
    expect((await read('closed')).body.value).toBe('door');
  });

  it('accepts each of several tokens', async () => {
    await add('key=rotated&value=hello');
    const { status, body } = await call<Entry>(run.url, '/read?key=rotated', { headers: bearer('Secret123') });
    expect(status).toBe(200);
    expect(body.value).toBe('hello');
  });
});

describe.each(modes)('the store under concurrent requests, with %s execution environments', (_, flags) => {
  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(async () => {
    await run.stop();
    // A message that failed would be received again and counted twice.
    expect(run.output()).not.toContain('Message failed');
    await expectNoTokens(run);
  });

  it('accepts one of twenty concurrent writes with the same condition', async () => {
    await write({ key: own('contested'), value: 'free' });
    const writes = await twenty((index) =>
      write({ key: own('contested'), value: `taken by ${index}` }, { 'If-Match': '"1"' }),
    );
    expect(writes.filter(({ status }) => status === 412)).toHaveLength(19);
    const winner = writes.findIndex(({ status }) => status === 200);
    expect((await read(own('contested'))).body).toMatchObject({ value: `taken by ${winner}`, version: 2 });
  });

  it('loses none of twenty concurrent writes', async () => {
    const writes = await twenty((index) => write({ key: own('busy'), value: index }));
    const versions = writes.map(({ body }) => body.version).sort((one, other) => one - other);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const last = writes.findIndex(({ body }) => body.version === 20);
    expect((await read(own('busy'))).body).toMatchObject({ value: last, version: 20 });
  });

  it('counts many invalid tokens in one report', async () => {
    await notAtTheEndOfAnHour();
    const tryToken = (index: number) =>
      call<Rejection>(run.url, '/read?key=busy', { headers: bearer(`${WRONG_TOKEN}-${index}`) });
    const alert = async (id: string) =>
      (await call<CountedAlert>(run.url, `/alerts/${id}`, { headers: token })).body as Partial<CountedAlert>;
    const { alert_id: id } = (await tryToken(0)).body;
    // A deployed service may have counted tokens before, or have them in its queue.
    if (deployedUrl) await waitUntilEmpty('AlertsQueue');
    const before = await eventually(async () => (await alert(id)).count);
    const replies = await twenty(tryToken);
    expect(new Set(replies.map(({ body }) => body.alert_id))).toEqual(new Set([id]));
    const { time } = await eventually(async () => {
      const counted = await alert(id);
      return counted.count === before + 20 ? counted : undefined;
    });
    expect(await waitForReport(id, `TIME: ${time}`, `COUNT: ${before + 20}`)).toEqual([
      'ALERT TYPE: invalid token',
      `TIME: ${time}`,
      // A deployed service may have begun to count at another route.
      deployedUrl ? expect.stringMatching(/^SOURCE: /) : 'SOURCE: GET /read',
      expect.stringMatching(deployedUrl ? /^DATA: / : /^DATA: an unknown token, from [\d.]+$/),
      `COUNT: ${before + 20}`,
      expect.stringMatching(/^LAST TIME: /),
    ]);
  });
});

/** Invalid tokens are counted by the hour: at the end of one, this test would cause two reports. */
async function notAtTheEndOfAnHour(): Promise<void> {
  const untilNextHourMs = 3_600_000 - (Date.now() % 3_600_000);
  if (untilNextHourMs < 10_000) await sleep(untilNextHourMs);
}

function twenty<Body>(send: (index: number) => Promise<Reply<Body>>): Promise<Reply<Body>[]> {
  return Promise.all(Array.from({ length: 20 }, (_, index) => send(index)));
}

/** No log and no report contains a token, valid or invalid. */
async function expectNoTokens(of: Run): Promise<void> {
  const folder = inject('reports');
  const written = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  for (const text of [of.output(), ...written]) {
    expect(text).not.toMatch(/SECRET_TOKEN|Secret123/i);
    expect(text).not.toContain(WRONG_TOKEN);
  }
}
