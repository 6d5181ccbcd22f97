import { randomUUID } from 'node:crypto';
import { log } from '../shared/runtime/log.ts';
import { countAccepted } from '../shared/runtime/metrics.ts';
import type { Task, TaskMessage, Work } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';

export interface TaskQueueOptions {
  tasks: TasksTable;
  send: (message: TaskMessage, correlationId: string) => Promise<void>;
  retentionSeconds: number;
  now: () => number;
}

/**
 * Puts work into the queue.
 *
 * @returns submits a piece of work of a request. Once that has returned, the work will be done or its task will say why not.
 */
export function taskQueue({ tasks, send, retentionSeconds, now }: TaskQueueOptions) {
  return async (work: Work, correlationId: string): Promise<Task> => {
    const createdAt = now();
    const expiresAt = Math.floor(createdAt / 1000) + retentionSeconds;
    const task: Task = { id: randomUUID(), kind: work.kind, status: 'queued', createdAt, expiresAt };

    // The task first: a worker may have the message within a millisecond.
    await tasks.create(task);
    try {
      await send({ ...work, id: task.id, createdAt }, correlationId);
    } catch (error) {
      await tasks.fail(task.id, 'The task could not be queued. Ask again.', now());
      throw error;
    }
    countAccepted();
    log.info('Task received', { event: 'task.received', task_id: task.id, kind: task.kind });
    return task;
  };
}
