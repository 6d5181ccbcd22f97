import { queueHandler } from '../shared/queue/queueHandler.ts';
import { CORRELATION_ID } from '../shared/runtime/correlation.ts';
import { log } from '../shared/runtime/log.ts';
import { countFailed } from '../shared/runtime/metrics.ts';
import { taskMessage } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';

export interface DeadLetterDependencies {
  readonly tasks: Pick<TasksTable, 'fail'>;
  /** After how many receives a message went to the dead-letter queue. */
  readonly maxReceiveCount: number;
  readonly now: () => number;
}

/**
 * Marks the tasks of messages in the dead-letter queue as failed, so that no client polls a task that never ends. A message
 * whose task could not be written stays in the queue and is received again.
 */
export function createHandler({ tasks, maxReceiveCount, now }: DeadLetterDependencies) {
  return queueHandler({
    schema: taskMessage,
    fieldsOf: ({ id, kind }) => ({ task_id: id, kind }),
    async process({ message: { id, kind, createdAt }, correlationId }) {
      const completedAt = now();
      const reason = `The worker tried ${maxReceiveCount} times and failed each time. Ask again.`;
      if (!(await tasks.fail(id, reason, completedAt))) return;
      countFailed();
      log.error('Task failed', {
        event: 'task.failed',
        task_id: id,
        kind,
        [CORRELATION_ID]: correlationId,
        total_ms: completedAt - createdAt,
      });
    },
  });
}
