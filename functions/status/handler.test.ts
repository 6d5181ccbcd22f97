import { describe, expect, it } from 'vitest';
import { type ApiRequest, apiGatewayEvent, lambdaContext } from '../../tests/lambdaEvents.ts';
import type { Task } from '../shared/tasks/task.ts';
import { createHandler } from './handler.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const queued: Task = { id, kind: 'answer', status: 'queued', createdAt: 1_000, expiresAt: 99 };
const processing: Task = { ...queued, status: 'processing', startedAt: 1_250, attempt: 1 };
const succeeded: Task = { ...processing, status: 'succeeded', answer: 'no', completedAt: 6_250 };

async function request(apiRequest: ApiRequest, read: (id: string) => Promise<Task | undefined>) {
  let time = 1_300;
  const handler = createHandler({
    tasks: { read },
    processingSeconds: 5,
    now: () => time,
    sleep: async (delayMs) => {
      time += delayMs;
    },
  });
  const { statusCode, headers, body } = await handler(apiGatewayEvent(apiRequest), lambdaContext);
  return { statusCode, headers, body: JSON.parse(body) };
}

type Route = [idName: string, build: (id: string, headers?: Record<string, string>) => ApiRequest];
const routes: Route[] = [
  ['prediction_id', (task, headers = {}) => ({ route: 'GET /predictions/{id}', path: { id: task }, headers })],
  ['prediction_id', (task, headers = {}) => ({ route: 'GET /status', query: { prediction_id: task }, headers })],
  ['task_id', (task, headers = {}) => ({ route: 'GET /status/{task_id}', path: { task_id: task }, headers })],
];

describe.each(routes)('a route with %s', (idName, build) => {
  it('returns 200 with a queued task', async () => {
    expect(await request(build(id), async () => queued)).toMatchObject({
      statusCode: 200,
      headers: { 'Cache-Control': 'no-store', Vary: 'Prefer' },
      body: { id, [idName]: id, status: 'queued', answer: null, started_at: null, queue_ms: null },
    });
  });

  it('takes an id in upper case', async () => {
    const read = async (task: string) => (task === id ? queued : undefined);
    expect(await request(build(id.toUpperCase()), read)).toMatchObject({ statusCode: 200, body: { id } });
  });

  it('returns 200 with the answer, times and durations of a succeeded task', async () => {
    expect((await request(build(id), async () => succeeded)).body).toEqual({
      id,
      [idName]: id,
      kind: 'answer',
      status: 'succeeded',
      answer: 'no',
      created_at: '1970-01-01T00:00:01.000Z',
      started_at: '1970-01-01T00:00:01.250Z',
      completed_at: '1970-01-01T00:00:06.250Z',
      queue_ms: 250,
      processing_ms: 5_000,
    });
  });

  it('waits for the end of the task when the client prefers to', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return reads < 3 ? processing : succeeded;
    };
    const reply = await request(build(id, { Prefer: 'wait=20' }), read);
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'Preference-Applied': 'wait=20' } });
    expect(reply.body.status).toBe('succeeded');
  });

  it('returns 202 with a location when the wait is over before the task', async () => {
    const reply = await request(build(id, { Prefer: 'wait=2' }), async () => processing);
    expect(reply).toMatchObject({ statusCode: 202, headers: { Location: expect.stringContaining(id) } });
    expect(reply.body.status).toBe('processing');
  });

  it('returns 400 for an id that is not a UUID', async () => {
    const reply = await request(build('17'), async () => queued);
    expect(reply).toMatchObject({ statusCode: 400, body: { detail: expect.stringContaining('is not an id') } });
  });

  it('returns 404 for a task that does not exist', async () => {
    const reply = await request(build(id), async () => undefined);
    expect(reply).toMatchObject({ statusCode: 404, body: { detail: expect.stringContaining('no task') } });
  });

  it('returns 500 with only the request id when the table does not respond', async () => {
    const reply = await request(build(id), () => Promise.reject(new Error('s3cret')));
    expect(reply).toMatchObject({ statusCode: 500, body: { request_id: 'request-1' } });
    expect(JSON.stringify(reply)).not.toContain('s3cret');
  });
});

describe('the view of a task', () => {
  it('contains the reason of a failed one', async () => {
    const failed: Task = { ...queued, status: 'failed', reason: 'Ask again.', completedAt: 2_000 };
    const [, build] = routes[0] ?? [];
    expect(build && (await request(build(id), async () => failed)).body).toMatchObject({
      status: 'failed',
      reason: 'Ask again.',
      answer: null,
    });
  });

  it.each<[kind: Task['kind'], fields: Partial<Task>, members: object]>([
    ['transform', { result: '{"a":"B"}' }, { result: { a: 'B' } }],
    ['transform', {}, { result: null }],
    ['record', {}, { kind: 'record' }],
  ])('of kind %s with %j has the members %j', async (kind, fields, members) => {
    const task: Task = { ...succeeded, kind, ...fields };
    const reply = await request({ route: 'GET /status/{task_id}', path: { task_id: id } }, async () => task);
    expect(reply.body).toMatchObject(members);
    expect(reply.body).not.toHaveProperty('answer');
  });
});
