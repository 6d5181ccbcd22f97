import { randomUUID } from 'node:crypto';
import { log } from '../shared/log.ts';
import type { Task, TaskMessage } from '../shared/task.ts';
import type { TasksTable } from '../shared/tasksTable.ts';

export interface Questions {
  /** Puts a question into the queue. Once this has returned, the question will be answered or its task will say why not. */
  submit(question: string): Promise<Task>;
}

export interface QuestionsOptions {
  tasks: TasksTable;
  send: (message: TaskMessage) => Promise<void>;
  retentionSeconds: number;
  now: () => number;
}

export function questions({ tasks, send, retentionSeconds, now }: QuestionsOptions): Questions {
  return {
    async submit(question) {
      const createdAt = now();
      const expiresAt = Math.floor(createdAt / 1000) + retentionSeconds;
      const task: Task = { id: randomUUID(), kind: 'answer', status: 'queued', createdAt, expiresAt };
      const message: TaskMessage = { id: task.id, kind: task.kind, question, createdAt };

      // The task first: a worker may have the message within a millisecond.
      await tasks.create(task);
      try {
        await send(message);
      } catch (error) {
        await tasks.fail(task.id, 'The task could not be queued. Ask again.', now());
        throw error;
      }
      log.info('Task received', { event: 'task.received', task_id: task.id, kind: task.kind });
      return task;
    },
  };
}
