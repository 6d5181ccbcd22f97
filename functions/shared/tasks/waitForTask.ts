import { hasEnded, type Task } from './task.ts';
import type { TasksTable } from './tasksTable.ts';

/** What the worker takes to write the outcome when its processing time is over. */
const WRITING_MS = 15;
/** Tasks that end at about the same time are looked at at the same time, which makes one read of many. */
const TICK_MS = 10;
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 1_000;

export interface WaitingOptions {
  tasks: Pick<TasksTable, 'read'>;
  processingSeconds: number;
  now: () => number;
  sleep: (delayMs: number) => Promise<void>;
}

/**
 * Waits for tasks to end with few reads: as nothing ends before its processing time is over, it finds out when a task was
 * started, looks when its time is over, and then with a growing delay. For most tasks that makes two or three reads,
 * however long they take.
 *
 * @returns waits for a task for so many seconds at most, and returns it as it is then
 */
export function waiting({ tasks, processingSeconds, now, sleep }: WaitingOptions) {
  const processingMs = processingSeconds * 1000;
  return async (task: Task, seconds: number): Promise<Task> => {
    const deadline = now() + seconds * 1000;
    let current = task;
    let retryMs = FIRST_RETRY_MS;
    while (!hasEnded(current) && now() < deadline) {
      // Half the processing time finds out when a queued task was started before it can have ended: the rest is known then.
      const knownMs =
        current.startedAt === undefined ? processingMs / 2 : current.startedAt + processingMs + WRITING_MS - now();
      const delayMs = Math.max(knownMs, retryMs);
      if (delayMs === retryMs) retryMs = Math.min(retryMs * 1.5, MAX_RETRY_MS);
      await sleep(Math.min(untilNextTickMs(now() + delayMs) + delayMs, deadline - now()));
      current = (await tasks.read(current.id)) ?? current;
    }
    return current;
  };
}

function untilNextTickMs(time: number): number {
  return (TICK_MS - (time % TICK_MS)) % TICK_MS;
}
