import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '../shared/queue/receivedMessage.ts';
import type { Task, TaskMessage } from '../shared/tasks/task.ts';
import { createPoisonMessageIsolation } from './poisonMessages.ts';

const MAX_RECEIVE_COUNT = 3;

function received(digit: number, attempt: number): ReceivedMessage<TaskMessage> {
  const id = `0000000${digit}-0000-4000-8000-000000000000`;
  return {
    message: { id, kind: 'answer', question: 'Will it?', createdAt: 0 },
    messageId: String(digit),
    receiptHandle: 'r',
    attempt,
    correlationId: undefined,
  };
}

type State = Pick<Task, 'status' | 'attempt'> | Error;

/** Selects from a batch whose tasks have the given states. */
async function isolate(batch: ReceivedMessage<TaskMessage>[], states: State[]) {
  const deferred: [messageId: string, position: number][] = [];
  const select = createPoisonMessageIsolation({
    tasks: {
      read: async (id) => {
        const state = states[Number(id[7])];
        if (state instanceof Error) throw state;
        return state as Task;
      },
    },
    visibility: {
      async deferForIsolation({ messageId }, position) {
        deferred.push([messageId, position]);
      },
    },
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
  const selected = await select(batch);
  return { selected: selected.map(({ messageId }) => messageId), deferred };
}

const neverStarted: State = { status: 'queued' };
const started: State = { status: 'processing', attempt: 1 };
const released: State = { status: 'queued', attempt: 1 };
const succeeded: State = { status: 'succeeded', attempt: 1 };

describe('poison message isolation', () => {
  it('selects all messages of a batch at their first receive', async () => {
    expect(await isolate([received(0, 1), received(1, 1)], [neverStarted, started])).toEqual({
      selected: ['0', '1'],
      deferred: [],
    });
  });

  it('selects one of the messages whose last attempt crashed, and defers the others one after another', async () => {
    const batch = [received(0, 1), received(1, 2), received(2, 2), received(3, 2)];
    expect(await isolate(batch, [neverStarted, started, neverStarted, started])).toEqual({
      selected: ['0', '1'],
      deferred: [
        ['2', 0],
        ['3', 1],
      ],
    });
  });

  it('does not defer messages whose task has ended or was released', async () => {
    const batch = [received(0, 2), received(1, 2), received(2, 2)];
    expect((await isolate(batch, [succeeded, released, started])).deferred).toEqual([]);
  });

  it('does not defer a message at its last receive', async () => {
    expect((await isolate([received(0, 3), received(1, 3)], [started, started])).deferred).toEqual([]);
  });

  it('does not defer messages whose task cannot be read', async () => {
    const failure = new Error('The table does not respond');
    expect((await isolate([received(0, 2), received(1, 2)], [failure, failure])).deferred).toEqual([]);
  });
});
