import { hasEnded, type Task } from './task.ts';
import type { TasksTable } from './tasksTable.ts';

/** What the worker takes to write the outcome when its processing time is over. */
const WRITING_MS = 15;
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 1_000;

export interface WaitingOptions {
  tasks: Pick<TasksTable, 'read'>;
  processingSeconds: number;
  now: () => number;
  sleep: (delayMs: number) => Promise<void>;
}

/**
 * Waits for tasks to end with few reads: as nothing ends before its processing time is over, it looks when that is, and
 * then with a growing delay. For most tasks that makes two or three reads, however long they take.
 *
 * @returns waits for a task for so many seconds at most, and returns it as it is then
 */
export function waiting({ tasks, processingSeconds, now, sleep }: WaitingOptions) {
  return async (task: Task, seconds: number): Promise<Task> => {
    const deadline = now() + seconds * 1000;
    let current = task;
    let retryMs = FIRST_RETRY_MS;
    while (!hasEnded(current) && now() < deadline) {
      // One that is still queued could be started this very moment.
      const startedAt = current.startedAt ?? now();
      const untilItMayEndMs = startedAt + processingSeconds * 1000 + WRITING_MS - now();
      if (untilItMayEndMs <= WRITING_MS) retryMs = Math.min(retryMs * 1.5, MAX_RETRY_MS);
      const delayMs = untilItMayEndMs > WRITING_MS ? untilItMayEndMs : retryMs;
      await sleep(Math.min(delayMs, deadline - now()));
      current = (await tasks.read(current.id)) ?? current;
    }
    return current;
  };
}
