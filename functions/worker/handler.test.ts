import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext, type QueuedMessage, sqsEvent } from '../../tests/lambdaEvents.ts';
import { LoggedValue, log } from '../shared/runtime/log.ts';
import type { Outcome, Task, TaskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createHandler } from './handler.ts';

const idOf = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const answerOf = (digit: number): TaskMessage => ({
  id: idOf(digit),
  kind: 'answer',
  question: 'Will it rain?',
  createdAt: 1_000,
});
const queued = (digit: number, body: unknown = answerOf(digit), attempt = 1): QueuedMessage => ({
  messageId: String(digit),
  body,
  attempt,
});
const failures = (...digits: number[]) => ({
  batchItemFailures: digits.map((digit) => ({ itemIdentifier: String(digit) })),
});
const down = () => Promise.reject(new Error('The table does not respond'));

/** A worker with a tasks table that records its calls; `table` replaces some of them. */
function setUp(table: Partial<TasksTable> = {}, changeVisibility: () => Promise<void> = async () => {}) {
  const outcomes = new Map<string, Outcome>();
  const failed = new Map<string, string>();
  const released: [id: string, attempt: number][] = [];
  const visibilityTimeouts: [receipt: string | undefined, seconds: number | undefined][] = [];
  const sqs = {
    send({ input }: ChangeMessageVisibilityCommand) {
      visibilityTimeouts.push([input.ReceiptHandle, input.VisibilityTimeout]);
      return changeVisibility();
    },
  } as unknown as SQSClient;
  const handler = createHandler({
    tasks: {
      create: async () => {},
      read: async () => undefined,
      claim: async () => true,
      async release(id, attempt) {
        released.push([id, attempt]);
      },
      async succeed(id, _, outcome) {
        outcomes.set(id, outcome);
        return true;
      },
      async fail(id, reason) {
        failed.set(id, reason);
        return true;
      },
      ...table,
    },
    sqs,
    questionsQueueUrl: 'http://queue',
    processingSeconds: 5,
    maxReceiveCount: 3,
    answerSeed: 'a seed',
    now: () => 2_000,
    sleep: async () => {},
  });
  const receive = (...messages: QueuedMessage[]) => handler(sqsEvent(messages), lambdaContext);
  return { receive, outcomes, failed, released, visibilityTimeouts };
}

afterEach(() => vi.restoreAllMocks());

describe('the worker', () => {
  it.each<[kind: string, message: TaskMessage, outcome: unknown]>([
    ['answer', answerOf(1), { answer: expect.stringMatching(/^(yes|no)$/) }],
    [
      'transform',
      { id: idOf(1), kind: 'transform', input: { a: ['b', 1] }, createdAt: 1_000 },
      { result: '{"a":["B",1]}' },
    ],
    ['record', { id: idOf(1), kind: 'record', source: 'POST /submit', payload: 'hello', createdAt: 1_000 }, {}],
  ])('processes a task of kind %s', async (_, message, outcome) => {
    const { receive, outcomes } = setUp();
    expect(await receive(queued(1, message))).toEqual(failures());
    expect(outcomes.get(idOf(1))).toEqual(outcome);
  });

  it('keeps the data of a transform and of an interaction to the letter', async () => {
    const data = '{"n":[9007199254740993,1.10,1e400,-0],"__proto__":{"a":"🌧\u{FFFF}"}}';
    const lines = vi.spyOn(log, 'info');
    const { receive, outcomes } = setUp();
    const message = (number: number, fields: string) => ({
      messageId: String(number),
      body: `{"id":"${idOf(number)}","createdAt":1000,${fields}}`,
    });
    const transform = message(1, `"kind":"transform","input":${data}`);
    const record = message(2, `"kind":"record","source":"POST /submit","payload":${data}`);
    expect(await receive(transform, record)).toEqual(failures());
    expect(outcomes.get(idOf(1))).toEqual({ result: data });
    const [, fields] = lines.mock.calls.find(([text]) => text === 'Interaction') ?? [];
    expect(JSON.stringify(fields)).toContain(`"payload":${data}`);
    expect(fields).toMatchObject({ payload: expect.any(LoggedValue) });
  });

  it('transforms a value with half of a surrogate pair, which may be stored from before it was rejected', async () => {
    const { receive, outcomes } = setUp();
    const body = `{"id":"${idOf(1)}","createdAt":1000,"kind":"transform","input":"a\\ud83c"}`;
    expect(await receive({ messageId: '1', body })).toEqual(failures());
    expect(outcomes.get(idOf(1))).toEqual({ result: '"A\\ud83c"' });
  });

  it('fails a task whose result is larger than an item may be, and deletes its message', async () => {
    const { receive, outcomes, failed } = setUp();
    const message: TaskMessage = { id: idOf(1), kind: 'transform', input: 'ї'.repeat(195_001), createdAt: 1_000 };
    expect(await receive(queued(1, message))).toEqual(failures());
    expect(failed.get(idOf(1))).toMatch(/more than 390000 bytes/);
    expect(outcomes.size).toBe(0);
  });

  it('reports no failure when the task with the large result has already ended', async () => {
    const lines = vi.spyOn(log, 'warn');
    const { receive } = setUp({ fail: async () => false });
    const message: TaskMessage = { id: idOf(1), kind: 'transform', input: 'ї'.repeat(195_001), createdAt: 1_000 };
    expect(await receive(queued(1, message))).toEqual(failures());
    expect(lines).not.toHaveBeenCalled();
  });

  it('deletes the message of a task that a later attempt has taken over', async () => {
    const { receive } = setUp({ succeed: async () => false });
    expect(await receive(queued(1))).toEqual(failures());
  });

  it('keeps a failed message, backs off by its receive count and releases its task', async () => {
    const { receive, released, visibilityTimeouts } = setUp({ claim: down });
    expect(await receive(queued(1, answerOf(1), 2))).toEqual(failures(1));
    expect(visibilityTimeouts).toEqual([['receipt of 1', 10]]);
    expect(released).toEqual([[idOf(1), 2]]);
  });

  it('logs a failed message with its task id', async () => {
    const errors = vi.spyOn(log, 'error');
    const { receive } = setUp({ claim: down });
    await receive(queued(1));
    expect(errors.mock.calls).toMatchObject([
      ['Message failed', { event: 'message.failed', message_id: '1', task_id: idOf(1), kind: 'answer' }],
    ]);
  });

  it('backs off also when the task cannot be released, and says so without claiming that the message waits', async () => {
    const warnings = vi.spyOn(log, 'warn');
    const { receive, visibilityTimeouts } = setUp({ claim: down, release: down });
    expect(await receive(queued(1))).toEqual(failures(1));
    expect(visibilityTimeouts).toEqual([['receipt of 1', 5]]);
    expect(warnings.mock.calls).toMatchObject([
      ['Task not released', { event: 'task.not_released', task_id: idOf(1) }],
    ]);
  });

  it('releases the task also when the queue rejects the back-off, and says that the message waits', async () => {
    const warnings = vi.spyOn(log, 'warn');
    const { receive, released } = setUp({ claim: down }, down);
    expect(await receive(queued(1))).toEqual(failures(1));
    expect(released).toEqual([[idOf(1), 1]]);
    expect(warnings.mock.calls).toMatchObject([
      ['Message waits for its visibility timeout', { event: 'message.visibility_not_set', message_id: '1' }],
    ]);
  });

  it('keeps a malformed message, backs off, and processes the others of its batch', async () => {
    const { receive, outcomes, released, visibilityTimeouts } = setUp();
    expect(await receive(queued(1, '{"id"'), queued(2))).toEqual(failures(1));
    expect([...outcomes.keys()]).toEqual([idOf(2)]);
    expect(visibilityTimeouts).toEqual([['receipt of 1', 5]]);
    expect(released).toEqual([]);
  });

  it('processes one of several messages whose last attempt crashed, and defers the others', async () => {
    const read = async (id: string) => ({ id, status: 'processing', attempt: 1 }) as Task;
    const { receive, outcomes, visibilityTimeouts } = setUp({ read });
    const batch = [1, 2, 3].map((digit) => queued(digit, answerOf(digit), 2));
    expect(await receive(...batch)).toEqual(failures(2, 3));
    expect([...outcomes.keys()]).toEqual([idOf(1)]);
    expect(visibilityTimeouts).toEqual([
      ['receipt of 2', 6],
      ['receipt of 3', 12],
    ]);
  });
});
