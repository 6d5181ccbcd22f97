import type { SQSRecord } from 'aws-lambda';
import { readMessage, receiveCount } from '../shared/queue.ts';
import { taskMessage } from '../shared/task.ts';
import type { TasksTable } from '../shared/tasksTable.ts';

/**
 * Finds the messages of a batch that are better processed alone. A task that somebody began, and neither ended nor gave
 * back, is one whose invocation was killed or timed out, with every message of its batch; one of them may be the cause
 * and would be again. So of several suspects one is processed, and the others wait to come on their own: a question
 * that kills its worker costs no other question its answer.
 *
 * @returns the messages to postpone
 */
export function suspectsToPostpone(tasks: TasksTable) {
  async function isSuspect(record: SQSRecord): Promise<boolean> {
    if (receiveCount(record) === 1) return false;
    try {
      const task = await tasks.read(readMessage(record, taskMessage).id);
      return task?.status === 'processing';
    } catch {
      // Whatever is wrong with the message or the table will be reported when the message is processed.
      return false;
    }
  }

  return async (records: SQSRecord[]): Promise<SQSRecord[]> => {
    const suspect = await Promise.all(records.map(isSuspect));
    return records.filter((_, index) => suspect[index]).slice(1);
  };
}
