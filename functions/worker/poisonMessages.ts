import { deliveryFields } from '../shared/queue/queueHandler.ts';
import type { ReceivedMessage } from '../shared/queue/receivedMessage.ts';
import { log } from '../shared/runtime/log.ts';
import type { TaskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import type { MessageVisibility } from './visibility.ts';

export interface PoisonMessageOptions {
  readonly tasks: Pick<TasksTable, 'read'>;
  readonly visibility: Pick<MessageVisibility, 'deferForIsolation'>;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

type TaskReceived = ReceivedMessage<TaskMessage>;

/**
 * Isolates potential poison messages: messages whose last attempt crashed without recording an outcome. Their invocation was
 * killed or timed out with all messages of its batch, and one of them may be the cause and cause it again. One of them is
 * processed, the others are deferred and received on their own later, so that a question that kills its worker costs no
 * other question its answer. A message at its last receive is never deferred.
 *
 * @returns selects the messages of a batch to process now
 */
export function createPoisonMessageIsolation({ tasks, visibility, maxReceiveCount }: PoisonMessageOptions) {
  async function hasCrashed({ message, attempt }: TaskReceived): Promise<boolean> {
    const lastAttempt = attempt - 1;
    if (lastAttempt === 0 || attempt === maxReceiveCount) return false;
    try {
      const task = await tasks.read(message.id);
      if (task?.status === 'queued') return task.attempt !== lastAttempt;
      return task?.status === 'processing';
    } catch {
      // Processing the message reads the table again and reports the error.
      return false;
    }
  }

  async function defer(received: TaskReceived, position: number): Promise<void> {
    log.warn('Message deferred', { event: 'message.deferred', ...deliveryFields(received) });
    await visibility.deferForIsolation(received, position);
  }

  return async (batch: readonly TaskReceived[]): Promise<TaskReceived[]> => {
    const crashed = await Promise.all(batch.map(hasCrashed));
    const [, ...deferred] = batch.filter((_, index) => crashed[index]);
    // Before processing, which may leave no time for it.
    await Promise.all(deferred.map(defer));
    return batch.filter((received) => !deferred.includes(received));
  };
}
