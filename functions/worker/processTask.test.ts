import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '../shared/queue/receivedMessage.ts';
import type { Task, TaskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createProcessTask } from './processTask.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';

function received(attempt = 1): ReceivedMessage<TaskMessage> {
  return {
    message: { id, kind: 'answer', question: 'Will it rain?', createdAt: 1_000 },
    messageId: 'm',
    receiptHandle: 'r',
    attempt,
    correlationId: undefined,
  };
}

/** A tasks table with one task, whose state each test sets, and a clock that only `sleep` and the claim advance. */
function setUp(state: Partial<Task> & { claimed?: boolean; claimMs?: number } = {}) {
  const { claimMs = 0 } = state;
  const calls: string[] = [];
  let time = 3_000;
  const tasks: TasksTable = {
    create: async () => {},
    read: async () => (state.status ? ({ id, ...state } as Task) : undefined),
    claim: async (_, attempt, now) => {
      calls.push(`claim ${attempt} at ${now}`);
      time += claimMs;
      return state.claimed ?? true;
    },
    succeed: async (_, attempt, outcome, now) => {
      calls.push(`succeed ${attempt} ${JSON.stringify(outcome)} at ${now}`);
      return true;
    },
    release: async () => {},
    fail: async () => true,
  };
  const processTask = createProcessTask({
    tasks,
    processingSeconds: 5,
    seed: 'a seed',
    now: () => time,
    sleep: async (delayMs) => {
      calls.push(`sleep ${delayMs}`);
      time += delayMs;
    },
  });
  return { processTask, calls };
}

describe('processTask', () => {
  it('claims the task, sleeps for the processing time and writes the answer', async () => {
    const { processTask, calls } = setUp();
    await processTask(received());
    expect(calls).toEqual([
      'claim 1 at 3000',
      'sleep 5000',
      expect.stringMatching(/^succeed 1 {"answer":"(yes|no)"} at 8000$/),
    ]);
  });

  it.each([
    [20, 'sleep 4980', 8_000],
    [6_000, 'sleep 0', 9_000],
  ])('counts the %d ms of the claim as processing time', async (claimMs, slept, completedAt) => {
    const { processTask, calls } = setUp({ claimMs });
    await processTask(received());
    expect(calls.slice(1)).toEqual([slept, expect.stringContaining(`at ${completedAt}`)]);
  });

  it('does nothing for a message whose task has ended', async () => {
    const { processTask, calls } = setUp({ claimed: false, status: 'succeeded' });
    await processTask(received(2));
    expect(calls).toEqual(['claim 2 at 3000']);
  });

  it('does nothing for a message whose task does not exist', async () => {
    const { processTask, calls } = setUp({ claimed: false });
    await processTask(received());
    expect(calls).toEqual(['claim 1 at 3000']);
  });

  it('throws while another receive of the message is processing it', async () => {
    const { processTask } = setUp({ claimed: false, status: 'processing' });
    await expect(processTask(received())).rejects.toThrow('Another receive');
  });
});
