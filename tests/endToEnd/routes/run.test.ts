import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROCESSING_SECONDS } from '../assembly.ts';
import { changeAssembly, environmentOf } from '../changeAssembly.ts';
import { bearer, call, post, waitForTask } from '../client.ts';
import { type Rejection, TIME_LINE, waitForReport } from '../reports.ts';
import type { Run } from '../run.ts';
import { embeddedOnly, modes, startTestRun } from '../testRun.ts';

const token = bearer('Secret123');
const wait = (seconds: number) => ({ Prefer: `wait=${seconds}` });

let run: Run;

describe('POST /run and Prefer: wait', () => {
  beforeAll(async () => {
    run = await startTestRun();
    await post(run.url, '/add?key=test1&value=hello', undefined, token);
  }, 30_000);

  afterAll(async () => {
    await run.stop();
    expect(run.output()).not.toContain('Secret123');
  });

  it('returns the result in the response', async () => {
    const { status, headers, body } = await post(run.url, '/run', { name: 'Test User', city: 'Lviv' }, token);
    expect(status).toBe(200);
    expect(headers.get('location')).toBeNull();
    expect(body).toMatchObject({ task_id: body.id, kind: 'transform', status: 'succeeded' });
    expect(body.result).toEqual({ name: 'TEST USER', city: 'LVIV' });
    expect(body.processing_ms).toBeGreaterThanOrEqual(PROCESSING_SECONDS * 1000 - 5);
  });

  it('changes the values that are strings to upper case and nothing else', async () => {
    const data = { 'a key': [1, 2.5, null, false, 'straße', { deep: ['їжак', []] }], none: {} };
    const { body } = await post(run.url, '/run', data, token);
    expect(body.result).toEqual({ 'a key': [1, 2.5, null, false, 'STRASSE', { deep: ['ЇЖАК', []] }], none: {} });
  });

  it.each<[name: string, type: string, data: object, secret: string]>([
    ['an e-mail address', 'email', { name: 'Test User', mail: 'test.user@example.com' }, 'test.user@example.com'],
    ['a Ukrainian phone number', 'phone', { name: 'Test User', phone: '0991414444' }, '0991414444'],
    ['another phone number', 'phone', { name: 'Test User', note: 'call +44 20 7946 0958' }, '7946 0958'],
    [
      'both in nested fields',
      'email and phone',
      { user: { name: 'Test User', contacts: [{ mail: 'test.user@example.com' }, { mobile: '+380 99 141 44 44' }] } },
      'test.user@example.com',
    ],
  ])('rejects %s and writes a report of everything that was found', async (_, types, data, secret) => {
    const { status, body } = await post<Rejection>(run.url, '/run', data, token);
    expect(status).toBe(400);
    expect(body).toMatchObject({ rule: 'personal-data', found: types.split(' and ') });
    expect(await waitForReport(body.alert_id)).toEqual([
      `ALERT TYPE: ${types}`,
      'EVENT TYPE: PII',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /run',
      `DATA: ${JSON.stringify(data)}`,
    ]);
    expect(run.output()).not.toContain(secret);
  });

  it('returns 202 with a Location at once for Prefer: respond-async', async () => {
    const prefer = { ...token, Prefer: 'respond-async' };
    const { status, headers, body } = await post(run.url, '/run', { city: 'Lviv' }, prefer);
    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('respond-async');
    expect(body).toMatchObject({ status: 'queued', result: null });
    const { href } = new URL(headers.get('location') ?? '', `${run.url}/run`);
    const waited = await call(href, '', { headers: wait(10) });
    expect(waited.status).toBe(200);
    expect(waited.headers.get('preference-applied')).toBe('wait=10');
    expect(waited.body).toMatchObject({ task_id: body.id, status: 'succeeded', result: { city: 'LVIV' } });
  });

  it.each<[path: string, body: object | undefined, outcome: object]>([
    ['/predictions', { question: 'Will it rain tomorrow?' }, { answer: expect.stringMatching(/yes|no/) }],
    ['/prediction?question=Will%20it%20rain%20tomorrow?', undefined, { answer: expect.stringMatching(/yes|no/) }],
    ['/process?message=somecoolmessage', undefined, { answer: expect.stringMatching(/yes|no/) }],
    ['/run?key=test1', undefined, { result: 'HELLO' }],
    ['/run', { city: 'Lviv' }, { result: { city: 'LVIV' } }],
    ['/submit', { data: 'hello' }, { message: 'Task received and is being processed' }],
  ])('waits for the result on POST %s with Prefer: wait', async (path, body, outcome) => {
    const reply = await post(run.url, path, body, { ...token, ...wait(10) });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('preference-applied')).toBe('wait=10');
    expect(reply.body).toMatchObject({ status: 'succeeded', ...outcome });
  });

  it.each<[name: string, path: (id: string) => string]>([
    ['GET /predictions/{id}', (id) => `/predictions/${id}`],
    ['GET /status?prediction_id=', (id) => `/status?prediction_id=${id}`],
    ['GET /status/{task_id}', (id) => `/status/${id}`],
  ])('waits for the result on %s with Prefer: wait', async (_, path) => {
    const { body: asked } = await post(run.url, '/predictions', { question: 'Will it rain tomorrow?' });
    const { status, headers, body } = await call(run.url, path(asked.id), { headers: wait(10) });
    expect(status).toBe(200);
    expect(headers.get('preference-applied')).toBe('wait=10');
    expect(body).toMatchObject({ id: asked.id, status: 'succeeded' });
  });

  it('reduces a wait to 25 seconds and returns that in Preference-Applied', async () => {
    const { headers } = await post(run.url, '/process?message=hello', undefined, wait(3_600));
    expect(headers.get('preference-applied')).toBe('wait=25');
  });
});

describe.each(modes)('twenty concurrent POST /run, with %s execution environments', (_, flags) => {
  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  it('each return their own result', async () => {
    const cities = Array.from({ length: 20 }, (_, index) => `city ${index}`);
    const replies = await Promise.all(cities.map((city) => post(run.url, '/run', { city }, token)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(replies.map(({ body }) => body.result)).toEqual(cities.map((city) => ({ city: city.toUpperCase() })));
  });
});

describe.skipIf(embeddedOnly)(`a wait that is shorter than the processing time${embeddedOnly}`, () => {
  beforeAll(async () => {
    run = await startTestRun([], await assemblyWithProcessingTime(2));
  }, 30_000);

  afterAll(() => run.stop());

  it('ends with 202 and a Location, and the task continues', async () => {
    const before = performance.now();
    const { status, headers, body } = await post(run.url, '/run', { city: 'Lviv' }, { ...token, ...wait(1) });
    expect(performance.now() - before).toBeGreaterThan(950);
    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('wait=1');
    expect(headers.get('location')).toBe(`./status/${body.task_id}`);
    expect(body.result).toBeNull();
    expect(await waitForTask(run.url, body.id)).toMatchObject({ status: 'succeeded', result: { city: 'LVIV' } });
  });
});

/** An assembly with another processing time. */
function assemblyWithProcessingTime(seconds: number): Promise<string> {
  return changeAssembly((resources) => {
    const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const environments = functions.map(environmentOf).filter(({ PROCESSING_SECONDS: time }) => time !== undefined);
    if (environments.length === 0) throw new Error('No function has PROCESSING_SECONDS.');
    for (const environment of environments) environment.PROCESSING_SECONDS = String(seconds);
  });
}
