import type { ReceivedMessage } from '../shared/queue/receivedMessage.ts';
import { CORRELATION_ID } from '../shared/runtime/correlation.ts';
import { LoggedValue, log } from '../shared/runtime/log.ts';
import { countFailed, countSucceeded } from '../shared/runtime/metrics.ts';
import type { Outcome, TaskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { answer } from './answer.ts';
import { transform } from './transform.ts';

/** DynamoDB's limit for an item is 400 KB. The rest is for the task's other attributes. */
const MAX_RESULT_BYTES = 390_000;

export interface ProcessTaskOptions {
  readonly tasks: TasksTable;
  readonly processingSeconds: number;
  /** Makes answers depend on the seed and the question alone. */
  readonly seed?: string | undefined;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/**
 * Processes the task of one message, which takes the processing time for every kind of work. A message that is received
 * again after its task has ended changes nothing.
 *
 * @throws Error when the message has to be received again: the task could not be read or written, or another receive of
 *   the same message is processing it and may still fail
 */
export type ProcessTask = (received: ReceivedMessage<TaskMessage>) => Promise<void>;

export function createProcessTask({ tasks, processingSeconds, seed, now, sleep }: ProcessTaskOptions): ProcessTask {
  return async ({ message, attempt, correlationId }) => {
    const { id, kind, createdAt } = message;
    const fields = { task_id: id, kind, [CORRELATION_ID]: correlationId };
    const startedAt = now();

    if (!(await tasks.claim(id, attempt, startedAt))) {
      const task = await tasks.read(id);
      if (task?.status === 'processing') throw new Error('Another receive of this message is being processed');
      log.info('Task skipped', { event: 'task.skipped', ...fields, status: task?.status ?? 'gone', attempt });
      return;
    }
    const queueMs = startedAt - createdAt;
    log.info('Task started', { event: 'task.started', ...fields, attempt, queue_ms: queueMs });

    // The claim is part of the processing time.
    await sleep(Math.max(0, startedAt + processingSeconds * 1000 - now()));

    const outcome = work(message, correlationId, seed);
    const completedAt = now();
    if (Buffer.byteLength(outcome.result ?? '') > MAX_RESULT_BYTES) {
      const reason = `The result has more than ${MAX_RESULT_BYTES} bytes. Send less.`;
      if (!(await tasks.fail(id, reason, completedAt))) return;
      countFailed();
      log.warn('Result too large', { event: 'task.failed', ...fields, total_ms: completedAt - createdAt });
      return;
    }
    if (!(await tasks.succeed(id, attempt, outcome, completedAt))) {
      log.warn('Task taken over by a later attempt', { event: 'task.lost', ...fields, attempt });
      return;
    }
    const processingMs = completedAt - startedAt;
    countSucceeded(queueMs, processingMs);
    log.info('Task succeeded', {
      event: 'task.succeeded',
      ...fields,
      queue_ms: queueMs,
      processing_ms: processingMs,
      total_ms: completedAt - createdAt,
    });
  };
}

function work(message: TaskMessage, correlationId: string | undefined, seed: string | undefined): Outcome {
  switch (message.kind) {
    case 'answer':
      return { answer: answer(message.question, seed) };
    case 'transform':
      return { result: JSON.stringify(transform(message.input)) };
    case 'record':
      recordInteraction(message, correlationId);
      return {};
  }
}

/**
 * Writes the only log line that contains client input: to record it is what the client asked for, and the guardrails
 * accepted it. It is written before the task is updated, so at least once; the task id identifies duplicates.
 */
function recordInteraction(
  { id, source, payload, createdAt }: TaskMessage & { kind: 'record' },
  correlationId: string | undefined,
): void {
  log.info('Interaction', {
    event: 'interaction',
    task_id: id,
    [CORRELATION_ID]: correlationId,
    source,
    time: new Date(createdAt).toISOString(),
    payload: new LoggedValue(payload),
  });
}
