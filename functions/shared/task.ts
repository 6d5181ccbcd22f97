import * as z from 'zod';

/** Which work a task is: `answer` has a question answered with yes or no. */
type TaskKind = 'answer';

type TaskStatus = 'queued' | 'processing' | 'succeeded' | 'failed' | 'canceled';

export type Answer = 'yes' | 'no';

/** One piece of work, as the tasks table holds it. Times are milliseconds since the epoch. */
export interface Task {
  id: string;
  kind: TaskKind;
  status: TaskStatus;
  createdAt: number;
  startedAt?: number;
  completedAt?: number;
  answer?: Answer;
  /** Why the task failed, for the client. */
  reason?: string;
  /** Which receive of its message the worker owns the task by: see `claim` in tasksTable.ts. */
  attempt?: number;
  /** When DynamoDB's time to live may delete the task, in seconds since the epoch. */
  expiresAt: number;
}

/** What travels through the questions queue. The question is nowhere else: the table holds no input. */
export const taskMessage = z.object({
  id: z.uuid(),
  kind: z.literal('answer'),
  question: z.string(),
  createdAt: z.number(),
});
export type TaskMessage = z.infer<typeof taskMessage>;

/** The names under which the API's users know a task's id, beside `id`. */
export type TaskIdName = 'prediction_id' | 'task_id';

/** A task as the API shows it: the id also under the name that the route's users know, times as ISO 8601, durations in milliseconds. */
export function presentTask(task: Task, idName: TaskIdName): Record<string, unknown> {
  return {
    id: task.id,
    [idName]: task.id,
    kind: task.kind,
    status: task.status,
    answer: task.answer ?? null,
    ...(task.reason === undefined ? {} : { reason: task.reason }),
    created_at: isoTime(task.createdAt),
    started_at: isoTime(task.startedAt),
    completed_at: isoTime(task.completedAt),
    queue_ms: difference(task.createdAt, task.startedAt),
    processing_ms: difference(task.startedAt, task.completedAt),
  };
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function difference(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : to - from;
}
