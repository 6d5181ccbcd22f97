import { describe, expect, it } from 'vitest';
import type { Task } from './task.ts';
import { waiting } from './waitForTask.ts';

const PROCESSING_MS = 5_000;
const queued: Task = { id: 'a', kind: 'answer', status: 'queued', createdAt: 0, expiresAt: 1 };

/** A task that is started and ends at certain times, in milliseconds, and a clock that only sleeping moves. */
function setUp(times: { startedAt: number; endedAt?: number }) {
  const reads: number[] = [];
  let time = 0;
  const endedAt = times.endedAt ?? times.startedAt + PROCESSING_MS + 10;
  const untilEnded = waiting({
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
  return { untilEnded, reads, now: () => time };
}

describe('waiting for a task', () => {
  it('looks at half time, and when the processing time is over', async () => {
    const { untilEnded, reads, now } = setUp({ startedAt: 40 });
    expect((await untilEnded(queued, 25)).status).toBe('succeeded');
    expect(reads).toHaveLength(2);
    expect(now()).toBeLessThan(PROCESSING_MS + 40 + 30);
  });

  it('needs few reads for one that waits long in the queue, and is hardly late', async () => {
    const { untilEnded, reads, now } = setUp({ startedAt: 12_345 });
    expect((await untilEnded(queued, 25)).status).toBe('succeeded');
    expect(reads.length).toBeLessThanOrEqual(7);
    expect(now() - (12_345 + PROCESSING_MS)).toBeLessThan(50);
  });

  it('looks less and less often for one that should have ended', async () => {
    const { untilEnded, reads, now } = setUp({ startedAt: 0, endedAt: 20_000 });
    expect((await untilEnded(queued, 25)).status).toBe('succeeded');
    expect(reads.length).toBeLessThan(30);
    expect(now()).toBeLessThan(21_100);
  });

  it('returns the task as it is when the time is up', async () => {
    const { untilEnded, now } = setUp({ startedAt: 3_000 });
    expect((await untilEnded(queued, 4)).status).toBe('processing');
    expect(now()).toBe(4_000);
  });

  it('does not wait for one that has ended', async () => {
    const { untilEnded, reads } = setUp({ startedAt: 0 });
    expect((await untilEnded({ ...queued, status: 'failed' }, 25)).status).toBe('failed');
    expect(reads).toEqual([]);
  });
});
