import { describe, expect, it } from 'vitest';
import type { Task } from './task.ts';
import { createWaitForTask } from './waitForTask.ts';

const PROCESSING_MS = 5_000;
const queued: Task = { id: 'a', kind: 'answer', status: 'queued', createdAt: 0, expiresAt: 1 };

/** A task that starts and ends at given times, in milliseconds, and a clock that only `sleep` advances. */
function setUp(times: { startedAt: number; endedAt?: number }) {
  const reads: number[] = [];
  let time = 0;
  const endedAt = times.endedAt ?? times.startedAt + PROCESSING_MS + 10;
  const waitForTask = createWaitForTask({
    tasks: {
      async read() {
        reads.push(time);
        if (time < times.startedAt) return queued;
        const processing: Task = { ...queued, status: 'processing', startedAt: times.startedAt };
        return time < endedAt ? processing : { ...processing, status: 'succeeded', completedAt: endedAt };
      },
    },
    processingSeconds: PROCESSING_MS / 1000,
    now: () => time,
    sleep: async (delayMs) => {
      time += delayMs;
    },
  });
  return { waitForTask, reads, now: () => time };
}

describe('waitForTask', () => {
  it('reads at half the processing time and when it is over', async () => {
    const { waitForTask, reads, now } = setUp({ startedAt: 40 });
    expect((await waitForTask(queued, 25)).status).toBe('succeeded');
    expect(reads).toHaveLength(2);
    expect(now()).toBeLessThan(PROCESSING_MS + 40 + 30);
  });

  it('takes few reads for a task that waits long in the queue, and returns within 50 ms of its end', async () => {
    const { waitForTask, reads, now } = setUp({ startedAt: 12_345 });
    expect((await waitForTask(queued, 25)).status).toBe('succeeded');
    expect(reads.length).toBeLessThanOrEqual(7);
    expect(now() - (12_345 + PROCESSING_MS)).toBeLessThan(50);
  });

  it('reads with increasing delays when the task is late', async () => {
    const { waitForTask, reads, now } = setUp({ startedAt: 0, endedAt: 20_000 });
    expect((await waitForTask(queued, 25)).status).toBe('succeeded');
    expect(reads.length).toBeLessThan(30);
    expect(now()).toBeLessThan(21_100);
  });

  it('returns the unfinished task at the timeout', async () => {
    const { waitForTask, now } = setUp({ startedAt: 3_000 });
    expect((await waitForTask(queued, 4)).status).toBe('processing');
    expect(now()).toBe(4_000);
  });

  it('returns a task that has ended without a read', async () => {
    const { waitForTask, reads } = setUp({ startedAt: 0 });
    expect((await waitForTask({ ...queued, status: 'failed' }, 25)).status).toBe('failed');
    expect(reads).toEqual([]);
  });
});
