import type { SQSClient } from '@aws-sdk/client-sqs';
import { deliveryFields, queueHandler } from '../shared/queue/queueHandler.ts';
import { log } from '../shared/runtime/log.ts';
import { toError } from '../shared/runtime/toError.ts';
import { taskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createPoisonMessageIsolation } from './poisonMessages.ts';
import { createProcessTask } from './processTask.ts';
import { createMessageVisibility } from './visibility.ts';

export interface WorkerDependencies {
  readonly tasks: TasksTable;
  readonly sqs: SQSClient;
  readonly questionsQueueUrl: string;
  readonly processingSeconds: number;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  readonly answerSeed?: string | undefined;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/** Processes the tasks of the questions queue. */
export function createHandler(dependencies: WorkerDependencies) {
  const { tasks, sqs, questionsQueueUrl, processingSeconds, maxReceiveCount, answerSeed, now, sleep } = dependencies;
  const visibility = createMessageVisibility(sqs, questionsQueueUrl, processingSeconds);

  /** So that the next attempt finds the task as if it had not been started. */
  async function release(id: string, attempt: number, fields: Record<string, string | undefined>): Promise<void> {
    try {
      await tasks.release(id, attempt);
    } catch (error) {
      log.warn('Task not released', { event: 'task.not_released', task_id: id, ...fields, error: toError(error) });
    }
  }

  return queueHandler({
    schema: taskMessage,
    fieldsOf: ({ id, kind }) => ({ task_id: id, kind }),
    select: createPoisonMessageIsolation({ tasks, visibility, maxReceiveCount }),
    process: createProcessTask({ tasks, processingSeconds, seed: answerSeed, now, sleep }),
    onFailure: async (delivery) => {
      const { message, attempt } = delivery;
      await Promise.all([
        visibility.backOff(delivery),
        message && release(message.id, attempt, deliveryFields(delivery)),
      ]);
    },
  });
}
