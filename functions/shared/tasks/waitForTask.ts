import { hasEnded, type Task } from './task.ts';
import type { TasksTable } from './tasksTable.ts';

/** How long the worker takes to write the outcome after the processing time (measured: 5 to 15 ms, 2026-11). */
const WRITE_MS = 15;
/** Reads are aligned to this clock tick: reads of tasks that end at about the same time then share a batch call. */
const TICK_MS = 10;
const FIRST_RETRY_MS = 20;
const RETRY_FACTOR = 1.5;
const MAX_RETRY_MS = 1_000;

export interface WaitForTaskOptions {
  readonly tasks: Pick<TasksTable, 'read'>;
  readonly processingSeconds: number;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/**
 * Waits until a task has ended, for at most `timeoutSeconds`.
 *
 * @returns the task as it is then
 */
export type WaitForTask = (task: Task, timeoutSeconds: number) => Promise<Task>;

/**
 * Waits with few reads: no task ends before its processing time is over, so the first read finds when the task was
 * started, the next comes when its processing time is over, and further ones with increasing delays. Most tasks take two or
 * three reads, however long they take.
 */
export function createWaitForTask({ tasks, processingSeconds, now, sleep }: WaitForTaskOptions): WaitForTask {
  const processingMs = processingSeconds * 1000;
  return async (task, timeoutSeconds) => {
    const deadline = now() + timeoutSeconds * 1000;
    let current = task;
    let retryMs = FIRST_RETRY_MS;
    while (!hasEnded(current) && now() < deadline) {
      // After half the processing time a queued task has either been started, and cannot have ended yet, or still waits.
      const expectedMs =
        current.startedAt === undefined ? processingMs / 2 : current.startedAt + processingMs + WRITE_MS - now();
      const delayMs = Math.max(expectedMs, retryMs);
      if (delayMs === retryMs) retryMs = Math.min(retryMs * RETRY_FACTOR, MAX_RETRY_MS);
      await sleep(Math.min(untilNextTickMs(now() + delayMs) + delayMs, deadline - now()));
      current = (await tasks.read(current.id)) ?? current;
    }
    return current;
  };
}

function untilNextTickMs(time: number): number {
  return (TICK_MS - (time % TICK_MS)) % TICK_MS;
}
