import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Task } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { taskProcessor } from './processTask.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';

function message(attempt = 1): SQSRecord {
  const body = JSON.stringify({ id, kind: 'answer', question: 'Will it rain?', createdAt: 1_000 });
  return {
    messageId: 'm',
    body,
    attributes: { ApproximateReceiveCount: String(attempt) },
    messageAttributes: {},
  } as unknown as SQSRecord;
}

/** The table as the worker sees it: one task, whose state each test sets. */
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
  const { process } = taskProcessor({
    tasks,
    processingSeconds: 5,
    seed: 'a seed',
    now: () => time,
    sleep: async (delayMs) => {
      calls.push(`sleep ${delayMs}`);
      time += delayMs;
    },
  });
  return { process, calls };
}

describe('answering a question', () => {
  it('takes the task, takes its time, and writes the answer', async () => {
    const { process, calls } = setUp();
    await process(message());
    expect(calls).toEqual([
      'claim 1 at 3000',
      'sleep 5000',
      expect.stringMatching(/^succeed 1 {"answer":"(yes|no)"} at 8000$/),
    ]);
  });

  it.each([
    [20, 'sleep 4980', 8_000],
    [6_000, 'sleep 0', 9_000],
  ])('counts the %d ms that it takes to take the task as processing time', async (claimMs, slept, completedAt) => {
    const { process, calls } = setUp({ claimMs });
    await process(message());
    expect(calls.slice(1)).toEqual([slept, expect.stringContaining(`at ${completedAt}`)]);
  });

  it('does nothing for a message whose task has its answer', async () => {
    const { process, calls } = setUp({ claimed: false, status: 'succeeded' });
    await process(message(2));
    expect(calls).toEqual(['claim 2 at 3000']);
  });

  it('does nothing for a message whose task is gone', async () => {
    const { process, calls } = setUp({ claimed: false });
    await process(message());
    expect(calls).toEqual(['claim 1 at 3000']);
  });

  it('keeps the message while another receive of it is at work, which may yet fail', async () => {
    const { process } = setUp({ claimed: false, status: 'processing' });
    await expect(process(message())).rejects.toThrow('Another receive');
  });

  it('does not quote a message that is not JSON', async () => {
    const { process } = setUp();
    const malformed = { ...message(), body: '{"secret"' };
    await expect(process(malformed)).rejects.toThrow(/^The message is not JSON$/);
  });
});
