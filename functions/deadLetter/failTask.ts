import type { SQSRecord } from 'aws-lambda';
import { readMessage } from '../shared/queue/queueHandler.ts';
import { correlation } from '../shared/runtime/correlation.ts';
import { log } from '../shared/runtime/log.ts';
import { countFailed } from '../shared/runtime/metrics.ts';
import { taskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';

/**
 * Marks the task of a message that arrived in the dead-letter queue as failed, so that nobody waits for it.
 *
 * @throws when the task could not be written: the message stays in the dead-letter queue and is received again.
 */
export function failedTasks(tasks: TasksTable, maxReceiveCount: number, now: () => number) {
  return async (record: SQSRecord): Promise<void> => {
    const { id, kind, createdAt } = readMessage(record, taskMessage);
    const completedAt = now();
    const reason = `The worker tried ${maxReceiveCount} times and failed each time. Ask again.`;
    if (!(await tasks.fail(id, reason, completedAt))) return;
    countFailed();
    log.error('Task failed', {
      event: 'task.failed',
      task_id: id,
      kind,
      ...correlation(record),
      total_ms: completedAt - createdAt,
    });
  };
}
