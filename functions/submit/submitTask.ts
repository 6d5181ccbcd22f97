import { randomUUID } from 'node:crypto';
import { log } from '../shared/runtime/log.ts';
import { countAccepted } from '../shared/runtime/metrics.ts';
import type { Task, TaskMessage, Work } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';

export interface SubmitTaskOptions {
  readonly tasks: Pick<TasksTable, 'create' | 'fail'>;
  readonly sendTask: (message: TaskMessage, correlationId: string) => Promise<void>;
  readonly retentionSeconds: number;
  readonly now: () => number;
}

/**
 * Creates the task of a piece of work and queues its message. When this has returned, the task will end.
 *
 * @throws the error of the table or of the queue; a task that could not be queued is marked as failed
 */
export type SubmitTask = (work: Work, correlationId: string) => Promise<Task>;

export function createSubmitTask({ tasks, sendTask, retentionSeconds, now }: SubmitTaskOptions): SubmitTask {
  return async (work, correlationId) => {
    const createdAt = now();
    const expiresAt = Math.floor(createdAt / 1000) + retentionSeconds;
    const task: Task = { id: randomUUID(), kind: work.kind, status: 'queued', createdAt, expiresAt };

    // The task before its message: a worker may receive the message within a millisecond.
    await tasks.create(task);
    try {
      await sendTask({ ...work, id: task.id, createdAt }, correlationId);
    } catch (error) {
      await tasks.fail(task.id, 'The task could not be queued. Ask again.', now());
      throw error;
    }
    countAccepted();
    log.info('Task received', { event: 'task.received', task_id: task.id, kind: task.kind });
    return task;
  };
}
