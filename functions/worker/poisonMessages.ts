import type { SQSRecord } from 'aws-lambda';
import { readMessage, receiveCount } from '../shared/queue/queueHandler.ts';
import { taskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';

/**
 * Finds the messages of a batch that are better processed alone: those whose last attempt ended without a word. Their
 * invocation was killed or timed out, with every message of its batch; one of them may be the cause, and would be again.
 * So one of them is processed, and the others wait to come on their own: a question that kills its worker costs no other
 * question its answer. Only a message that may still be received again can wait.
 *
 * @returns the messages to postpone
 */
export function suspectsToPostpone(tasks: TasksTable, maxReceiveCount: number) {
  async function endedWithoutAWord(record: SQSRecord): Promise<boolean> {
    const lastAttempt = receiveCount(record) - 1;
    if (lastAttempt === 0 || lastAttempt === maxReceiveCount - 1) return false;
    try {
      const task = await tasks.read(readMessage(record, taskMessage).id);
      if (task?.status === 'queued') return task.attempt !== lastAttempt;
      return task?.status === 'processing';
    } catch {
      // Whatever is wrong with the message or the table will be reported when the message is processed.
      return false;
    }
  }

  return async (records: SQSRecord[]): Promise<SQSRecord[]> => {
    const suspect = await Promise.all(records.map(endedWithoutAWord));
    return records.filter((_, index) => suspect[index]).slice(1);
  };
}
