import type { SQSRecord } from 'aws-lambda';
import { readMessage, receiveCount } from '../shared/queue/queueHandler.ts';
import { correlation } from '../shared/runtime/correlation.ts';
import { log } from '../shared/runtime/log.ts';
import { countFailed, countSucceeded } from '../shared/runtime/metrics.ts';
import { type Outcome, type TaskMessage, taskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { answer } from './answer.ts';
import { transform } from './transform.ts';

/** A task has 400 KB in its table (DynamoDB's limit for an item), a little of which it needs for itself. */
const MAX_RESULT_BYTES = 390_000;

export interface TaskProcessorOptions {
  tasks: TasksTable;
  processingSeconds: number;
  seed?: string | undefined;
  now: () => number;
  sleep: (delayMs: number) => Promise<void>;
}

/**
 * Does the work of one message of the queue, which takes the processing time whatever it is. A message that comes again
 * changes nothing once its task has ended.
 *
 * @throws when the message has to be received again: its task could not be read or written, or another receive of the
 * same message is at work on it, which may yet fail.
 */
export function taskProcessor({ tasks, processingSeconds, seed, now, sleep }: TaskProcessorOptions) {
  async function process(record: SQSRecord): Promise<void> {
    const message = readMessage(record, taskMessage);
    const { id, kind, createdAt } = message;
    const attempt = receiveCount(record);
    const about = { task_id: id, kind, ...correlation(record) };
    const startedAt = now();

    if (!(await tasks.claim(id, attempt, startedAt))) {
      const task = await tasks.read(id);
      if (task?.status === 'processing') throw new Error('Another receive of this message is being processed');
      log.info('Task not taken', { event: 'task.skipped', ...about, status: task?.status ?? 'gone', attempt });
      return;
    }
    const queueMs = startedAt - createdAt;
    log.info('Task started', { event: 'task.started', ...about, attempt, queue_ms: queueMs });

    // To take the task is part of processing it, which takes no longer for that.
    await sleep(Math.max(0, startedAt + processingSeconds * 1000 - now()));

    const outcome = work(message, record);
    const completedAt = now();
    if (Buffer.byteLength(outcome.result ?? '') > MAX_RESULT_BYTES) {
      await tasks.fail(id, `The result has more than ${MAX_RESULT_BYTES} bytes. Send less.`, completedAt);
      countFailed();
      log.warn('Result too large', { event: 'task.failed', ...about });
      return;
    }
    if (!(await tasks.succeed(id, attempt, outcome, completedAt))) {
      log.warn('Task taken over', { event: 'task.lost', ...about, attempt });
      return;
    }
    const processingMs = completedAt - startedAt;
    countSucceeded(queueMs, processingMs);
    log.info('Task succeeded', {
      event: 'task.succeeded',
      ...about,
      queue_ms: queueMs,
      processing_ms: processingMs,
      total_ms: completedAt - createdAt,
    });
  }

  function work(message: TaskMessage, record: SQSRecord): Outcome {
    switch (message.kind) {
      case 'answer':
        return { answer: answer(message.question, seed) };
      case 'transform':
        return { result: JSON.stringify(transform(message.input)) };
      case 'record':
        recordInteraction(message, record);
        return {};
    }
  }

  /** Gives the task of a message that failed back, so that the next attempt finds it as if nobody had begun it. */
  async function release(record: SQSRecord): Promise<void> {
    await tasks.release(readMessage(record, taskMessage).id, receiveCount(record));
  }

  return { process, release };
}

/**
 * The one line of a log that holds what a client sent: recording it is what the client asked for, and the alert checks
 * have let it pass. Written before the task is marked, so that it is there at least once; the id tells one that is there
 * twice.
 */
function recordInteraction(
  { id, source, payload, createdAt }: TaskMessage & { kind: 'record' },
  record: SQSRecord,
): void {
  const time = new Date(createdAt).toISOString();
  log.info('Interaction', { event: 'interaction', task_id: id, ...correlation(record), source, time, payload });
}
