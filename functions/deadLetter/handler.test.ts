import { describe, expect, it } from 'vitest';
import { lambdaContext, sqsEvent } from '../../tests/lambdaEvents.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createHandler } from './handler.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const message = { messageId: 'm', body: { id, kind: 'answer', question: 'Will it?', createdAt: 1_000 } };

function receive(fail: TasksTable['fail'], body: unknown = message.body) {
  const handler = createHandler({ tasks: { fail }, maxReceiveCount: 3, now: () => 9_000 });
  return handler(sqsEvent([{ ...message, body }]), lambdaContext);
}

describe('a message of the dead-letter queue', () => {
  it('marks its task as failed, with a reason for the client, and is deleted', async () => {
    const calls: unknown[] = [];
    const response = await receive(async (...call) => {
      calls.push(call);
      return true;
    });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([[id, 'The worker tried 3 times and failed each time. Ask again.', 9_000]]);
  });

  it('is deleted when its task has already ended', async () => {
    expect(await receive(async () => false)).toEqual({ batchItemFailures: [] });
  });

  it('stays in the queue when its task cannot be written', async () => {
    const response = await receive(() => Promise.reject(new Error('The table does not respond')));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  });

  it('stays in the queue when it is malformed', async () => {
    expect(await receive(async () => true, '{"id"')).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  });
});
