import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiRequest, apiGatewayEvent, lambdaContext } from '../../tests/lambdaEvents.ts';
import type { Alert } from '../shared/alerts/alert.ts';
import type { Entry } from '../shared/store/storeTable.ts';
import type { Task, TaskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createHandler, type SubmitDependencies } from './handler.ts';

const PROCESSING_SECONDS = 5;
const bearer = { Authorization: 'Bearer valid' };
const ended: Partial<Task> = { status: 'succeeded', startedAt: 1_000, completedAt: 6_000 };

/** A tasks table in memory. `read` returns tasks as a worker has left them, with the given fields. */
function tasksInMemory(worked: Partial<Task> = {}) {
  const tasks = new Map<string, Task>();
  const table: TasksTable = {
    async create(task) {
      tasks.set(task.id, task);
    },
    async read(id) {
      const task = tasks.get(id);
      return task && { ...task, ...worked };
    },
    async fail(id, reason) {
      const task = tasks.get(id);
      if (task) tasks.set(id, { ...task, status: 'failed', reason });
      return true;
    },
    claim: async () => true,
    release: async () => {},
    succeed: async () => true,
  };
  return { tasks, table };
}

function setUp(overrides: Partial<SubmitDependencies> = {}, worked: Partial<Task> = {}) {
  const { tasks, table } = tasksInMemory(worked);
  const sent: { message: TaskMessage; correlationId: string }[] = [];
  const alerts: Alert[] = [];
  const sleeps: number[] = [];
  let time = 1_000;
  const handler = createHandler({
    tasks: table,
    store: { read: async (key): Promise<Entry> => ({ key, value: { stored: 'text' }, version: 1, updatedAt: 0 }) },
    sendTask: async (message, correlationId) => {
      sent.push({ message, correlationId });
    },
    sendAlert: async (alert) => {
      alerts.push(alert);
    },
    taskRetentionSeconds: 60,
    processingSeconds: PROCESSING_SECONDS,
    alertKeywords: ['ssn'],
    tokenDigests: [createHash('sha256').update('valid').digest()],
    now: () => time,
    sleep: async (delayMs) => {
      sleeps.push(delayMs);
      time += delayMs;
    },
    ...overrides,
  });
  const request = async (apiRequest: ApiRequest) => {
    const { statusCode, headers, body } = await handler(apiGatewayEvent(apiRequest), lambdaContext);
    return { statusCode, headers, body: JSON.parse(body) };
  };
  return { handler, request, tasks, sent, alerts, sleeps };
}

const question = { question: 'Will it rain tomorrow?' };
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('the routes that accept work', () => {
  it.each<[name: string, request: ApiRequest, location: RegExp, message: object]>([
    [
      'POST /predictions',
      { route: 'POST /predictions', body: question },
      /^\.\/predictions\/[\w-]{36}$/,
      { kind: 'answer', ...question },
    ],
    [
      'POST /prediction',
      { route: 'POST /prediction', query: question },
      /^\.\/predictions\/[\w-]{36}$/,
      { kind: 'answer', ...question },
    ],
    [
      'POST /process',
      { route: 'POST /process', query: { message: 'some message' } },
      /^\.\/status\/[\w-]{36}$/,
      { kind: 'answer', question: 'some message' },
    ],
    [
      'POST /submit',
      { route: 'POST /submit', body: { data: { a: 1 } } },
      /^\.\/status\/[\w-]{36}$/,
      { kind: 'record', source: 'POST /submit', payload: { a: 1 } },
    ],
    [
      'POST /run with a stored value',
      { route: 'POST /run', query: { key: 'k' }, headers: bearer },
      /^\.\/status\/[\w-]{36}$/,
      { kind: 'transform', input: { stored: 'text' } },
    ],
    [
      'POST /run with a body',
      { route: 'POST /run', body: { a: 'b' }, headers: { ...bearer, Prefer: 'respond-async' } },
      /^\.\/status\/[\w-]{36}$/,
      { kind: 'transform', input: { a: 'b' } },
    ],
  ])('%s: 202, a queued task and its message', async (_, apiRequest, location, message) => {
    const { request, tasks, sent } = setUp();
    const { statusCode, headers, body } = await request(apiRequest);
    expect(statusCode).toBe(202);
    expect(headers?.Location).toMatch(location);
    expect(body).toMatchObject({ status: 'queued', created_at: '1970-01-01T00:00:01.000Z' });
    expect(tasks.get(body.id)).toMatchObject({ status: 'queued', createdAt: 1_000, expiresAt: 61 });
    expect(sent).toEqual([{ message: { ...message, id: body.id, createdAt: 1_000 }, correlationId: 'request-1' }]);
  });

  it('waits as long as the client prefers, and returns 200 with the answer', async () => {
    const { request } = setUp({}, { ...ended, answer: 'yes' });
    const reply = await request({ route: 'POST /predictions', body: question, headers: { Prefer: 'wait=10' } });
    expect(reply).toMatchObject({
      statusCode: 200,
      headers: { 'Preference-Applied': 'wait=10' },
      body: { status: 'succeeded', answer: 'yes', processing_ms: 5_000 },
    });
    expect(reply.headers).not.toHaveProperty('Location');
  });

  it('returns 202 after the preferred wait when the task has not ended', async () => {
    const { request, sleeps } = setUp();
    const reply = await request({ route: 'POST /predictions', body: question, headers: { Prefer: 'wait=3' } });
    expect(reply).toMatchObject({ statusCode: 202, body: { status: 'queued' } });
    expect(sleeps.reduce((sum, delayMs) => sum + delayMs, 0)).toBe(3_000);
  });

  it('waits for the result of a transformed body by default', async () => {
    const { request } = setUp({}, { ...ended, result: '{"a":"B"}' });
    const reply = await request({ route: 'POST /run', body: { a: 'b' }, headers: bearer });
    expect(reply).toMatchObject({ statusCode: 200, body: { result: { a: 'B' } } });
    expect(reply.headers).not.toHaveProperty('Preference-Applied');
  });

  it('accepts a body that is nested 100 levels deep', async () => {
    const { request } = setUp({}, { ...ended, result: '""' });
    const reply = await request({ route: 'POST /run', body: nested(100), headers: bearer });
    expect(reply.statusCode).toBe(200);
  });
});

describe('malformed input', () => {
  it.each<[name: string, status: number, detail: RegExp, request: ApiRequest]>([
    ['no question in the body', 400, /body "question" is missing/, { route: 'POST /predictions', body: {} }],
    [
      'a question that is no text',
      400,
      /"question" has to be text/,
      { route: 'POST /predictions', body: { question: 1 } },
    ],
    [
      'a query that is not UTF-8',
      400,
      /query is not UTF-8/,
      { route: 'POST /prediction', query: { question: 'Is \u{FFFD}?' } },
    ],
    [
      'a question that is an object with a length',
      400,
      /"question" has to be text/,
      { route: 'POST /predictions', body: '{"question":{"length":1e400}}' },
    ],
    ['a body that is no object', 400, /has to be an object/, { route: 'POST /predictions', body: [] }],
    ['a body that is not JSON', 400, /not valid JSON/, { route: 'POST /predictions', body: '{"question"' }],
    ['an empty body', 400, /not valid JSON/, { route: 'POST /predictions', body: '' }],
    [
      'a body nested 101 levels deep',
      400,
      /nested more than 100 levels/,
      { route: 'POST /run', body: nested(101), headers: bearer },
    ],
    [
      'another content type',
      415,
      /application\/json/,
      { route: 'POST /predictions', body: 'question', headers: { 'Content-Type': 'text/plain' } },
    ],
    [
      'a body of more than 64 KiB',
      413,
      /at most 65536 bytes/,
      { route: 'POST /predictions', body: { question: 'x'.repeat(65_536) } },
    ],
    ['no question in the query', 400, /query parameter "question" is missing/, { route: 'POST /prediction' }],
    [
      'a question of more than 2,000 characters',
      400,
      /longer than 2000 characters/,
      { route: 'POST /prediction', query: { question: `Will ${'it '.repeat(700)}?` } },
    ],
    [
      'another content type for an interaction',
      415,
      /application\/json/,
      { route: 'POST /submit', body: 'data', headers: { 'Content-Type': 'text/plain' } },
    ],
    ['a large interaction', 413, /at most 65536 bytes/, { route: 'POST /submit', body: { data: 'x'.repeat(65_536) } }],
    [
      'another content type to transform',
      415,
      /application\/json/,
      { route: 'POST /run', body: 'data', headers: { ...bearer, 'Content-Type': 'text/plain' } },
    ],
    [
      'a large body to transform',
      413,
      /at most 65536 bytes/,
      { route: 'POST /run', body: { data: 'x'.repeat(65_536) }, headers: bearer },
    ],
    ['no message', 400, /query parameter "message" is missing/, { route: 'POST /process' }],
    ['no data', 400, /body "data" is missing/, { route: 'POST /submit', body: {} }],
    ['a malformed key', 400, /"key" has to be/, { route: 'POST /run', query: { key: '../x' }, headers: bearer }],
  ])('%s: %i that says what to send, without a task or an alert', async (_, status, detail, apiRequest) => {
    const { request, tasks, sent, alerts } = setUp();
    const reply = await request(apiRequest);
    expect(reply).toMatchObject({
      statusCode: status,
      headers: { 'Content-Type': 'application/problem+json', 'Access-Control-Allow-Origin': '*' },
      body: { status, detail: expect.stringMatching(detail) },
    });
    expect([tasks.size, sent.length, alerts.length]).toEqual([0, 0, 0]);
  });
});

describe('unfit input', () => {
  it.each<[name: string, rule: string, types: string[], request: ApiRequest]>([
    [
      'a question that is no yes/no question',
      'yes-no-question',
      ['not a yes/no question'],
      { route: 'POST /predictions', body: { question: 'What is your name?' } },
    ],
    [
      'a question in the query with an e-mail address',
      'personal-data',
      ['email'],
      { route: 'POST /prediction', query: { question: 'Will a@example.com call?' } },
    ],
    [
      'a message with an e-mail address',
      'personal-data',
      ['email'],
      { route: 'POST /process', query: { message: 'a@example.com' } },
    ],
    [
      'an interaction with a keyword',
      'personal-data',
      ['keyword ssn'],
      { route: 'POST /submit', body: { data: { note: 'an SSN' } } },
    ],
    [
      'a body with an e-mail address',
      'personal-data',
      ['email'],
      { route: 'POST /run', body: { to: 'a@example.com' }, headers: bearer },
    ],
  ])('%s: 400 with the rule and an alert with the input, without a task', async (_, rule, types, apiRequest) => {
    const { request, tasks, sent, alerts } = setUp();
    const reply = await request(apiRequest);
    const [alert] = alerts;
    expect(reply).toMatchObject({
      statusCode: 400,
      body: { type: `urn:augur:problem:${rule}`, title: 'Input rejected', rule, found: types, alert_id: alert?.id },
    });
    expect(alerts).toHaveLength(1);
    expect(alert).toMatchObject({ types, time: 1_000, source: apiRequest.route });
    expect(alert?.eventType).toBe(rule === 'personal-data' ? 'PII' : undefined);
    expect([tasks.size, sent.length]).toEqual([0, 0]);
  });

  it('is not answered with 400 before its alert is in the queue', async () => {
    const { request } = setUp({ sendAlert: () => Promise.reject(new Error('The queue does not respond')) });
    const reply = await request({ route: 'POST /predictions', body: { question: 'What is your name?' } });
    expect(reply.statusCode).toBe(500);
  });
});

describe('POST /run', () => {
  it.each<[name: string, headers: Record<string, string>]>([
    ['no token', {}],
    ['an unknown token', { Authorization: 'Bearer other' }],
  ])('returns 401 for %s before the input is parsed', async (_, headers) => {
    const { request, alerts } = setUp();
    const reply = await request({ route: 'POST /run', body: '{"not JSON', headers });
    expect(reply).toMatchObject({
      statusCode: 401,
      headers: { 'WWW-Authenticate': expect.stringMatching(/^Bearer realm="augur"/) },
      body: { alert_id: alerts[0]?.id },
    });
  });

  it('returns 404 for a key that is not stored', async () => {
    const { request } = setUp({ store: { read: async () => undefined } });
    const reply = await request({ route: 'POST /run', query: { key: 'k' }, headers: bearer });
    expect(reply).toMatchObject({ statusCode: 404, body: { detail: expect.stringContaining('POST /add') } });
  });
});

describe('a failing dependency', () => {
  it('leaves no queued task when the message cannot be sent', async () => {
    const { request, tasks } = setUp({ sendTask: () => Promise.reject(new Error('The queue does not respond')) });
    const reply = await request({ route: 'POST /predictions', body: question });
    expect(reply).toMatchObject({ statusCode: 500, body: { request_id: 'request-1' } });
    expect([...tasks.values()]).toMatchObject([{ status: 'failed', reason: expect.stringContaining('Ask again') }]);
  });

  it('returns 500 and sends no message when the task cannot be created', async () => {
    const { table } = tasksInMemory();
    const create = () => Promise.reject(new Error('The table does not respond'));
    const { request, sent } = setUp({ tasks: { ...table, create } });
    const reply = await request({ route: 'POST /process', query: { message: 'some message' } });
    expect(reply.statusCode).toBe(500);
    expect(JSON.stringify(reply.body)).not.toContain('table');
    expect(sent).toEqual([]);
  });

  it.each<[request: ApiRequest]>([
    [{ route: 'POST /predictions', body: question }],
    [{ route: 'POST /prediction', query: question }],
    [{ route: 'POST /process', query: { message: 'some message' } }],
    [{ route: 'POST /submit', body: { data: 1 } }],
    [{ route: 'POST /run', body: { a: 'b' }, headers: bearer }],
    [{ route: 'POST /run', query: { key: 'k' }, headers: bearer }],
  ])('makes %j return 500 when the message cannot be sent', async (apiRequest) => {
    const { request } = setUp({ sendTask: () => Promise.reject(new Error('The queue does not respond')) });
    expect(await request(apiRequest)).toMatchObject({ statusCode: 500, body: { request_id: 'request-1' } });
  });

  it('returns 500 when the store does not respond', async () => {
    const { request } = setUp({ store: { read: () => Promise.reject(new Error('down')) } });
    expect((await request({ route: 'POST /run', query: { key: 'k' }, headers: bearer })).statusCode).toBe(500);
  });
});

describe('a value that a JavaScript program would change', () => {
  const data = '{"n":[9007199254740993,1.10,1e400,-0],"constructor":{"prototype":"\u{FFFF}🌧"}}';

  it('is in the message of an interaction to the letter', async () => {
    const { request, sent } = setUp();
    await request({ route: 'POST /submit', body: `{"data":${data}}` });
    expect(JSON.stringify(sent[0]?.message)).toContain(`"payload":${data}`);
  });

  it('is in the message of a transform to the letter', async () => {
    const { request, sent } = setUp();
    await request({ route: 'POST /run', body: data, headers: { ...bearer, Prefer: 'respond-async' } });
    expect(JSON.stringify(sent[0]?.message)).toContain(`"input":${data}`);
  });

  it('is in the response of a transform to the letter', async () => {
    const { handler } = setUp({}, { ...ended, result: data });
    const { body } = await handler(apiGatewayEvent({ route: 'POST /run', body: '1', headers: bearer }), lambdaContext);
    expect(body).toContain(`"result":${data}`);
  });

  it.each<[name: string, data: string]>([
    ['in a member named __proto__', '{"__proto__":{"phone":"+380 99 141 44 44"}}'],
    ['as the name of a member in a member named __proto__', '{"a":{"__proto__":{"a@example.com":1}}}'],
    ['as a number with decimals', '{"phone":380991414444.0}'],
    ['as a number with an exponent', '{"phone":3.80991414444e11}'],
    ['as a number whose exponent no double has', '{"phone":380991414444e400}'],
    ['as an exponent', '{"phone":1e380991414444}'],
  ])('is checked: personal data %s is rejected with an alert', async (_, body) => {
    const { request, sent, alerts } = setUp();
    const replies = [
      await request({ route: 'POST /submit', body: `{"data":${body}}` }),
      await request({ route: 'POST /run', body, headers: bearer }),
    ];
    expect(replies).toMatchObject([{ statusCode: 400 }, { statusCode: 400 }]);
    expect(alerts).toMatchObject([
      { eventType: 'PII', data: body },
      { eventType: 'PII', data: body },
    ]);
    expect(sent).toEqual([]);
  });
});
