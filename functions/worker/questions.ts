import type { SQSRecord } from 'aws-lambda';
import { log } from '../shared/log.ts';
import { readMessage, receiveCount } from '../shared/queue.ts';
import { taskMessage } from '../shared/task.ts';
import type { TasksTable } from '../shared/tasksTable.ts';
import { answer } from './answer.ts';

export interface QuestionsOptions {
  tasks: TasksTable;
  processingSeconds: number;
  seed?: string | undefined;
  now: () => number;
  sleep: (delayMs: number) => Promise<void>;
}

/**
 * Answers one question of the queue, after the processing time. A message that comes again changes nothing once its
 * task has an answer.
 *
 * @throws when the message has to be received again: its task could not be read or written, or another receive of the
 * same message is at work on it, which may yet fail.
 */
export function questions({ tasks, processingSeconds, seed, now, sleep }: QuestionsOptions) {
  async function process(record: SQSRecord): Promise<void> {
    const { id, kind, question, createdAt } = readMessage(record, taskMessage);
    const attempt = receiveCount(record);
    const startedAt = now();

    if (!(await tasks.claim(id, attempt, startedAt))) {
      const task = await tasks.read(id);
      if (task?.status === 'processing') throw new Error('Another receive of this message is being processed');
      log.info('Task not taken', { event: 'task.skipped', task_id: id, status: task?.status ?? 'gone', attempt });
      return;
    }
    const queueMs = startedAt - createdAt;
    log.info('Task started', { event: 'task.started', task_id: id, kind, attempt, queue_ms: queueMs });

    await sleep(processingSeconds * 1000);

    const completedAt = now();
    if (!(await tasks.succeed(id, attempt, answer(question, seed), completedAt))) {
      log.warn('Task taken over', { event: 'task.lost', task_id: id, attempt });
      return;
    }
    log.info('Task succeeded', {
      event: 'task.succeeded',
      task_id: id,
      kind,
      queue_ms: queueMs,
      processing_ms: completedAt - startedAt,
      total_ms: completedAt - createdAt,
    });
  }

  /** Gives the task of a message that failed back, so that the next attempt finds it as if nobody had begun it. */
  async function release(record: SQSRecord): Promise<void> {
    await tasks.release(readMessage(record, taskMessage).id, receiveCount(record));
  }

  return { process, release };
}
