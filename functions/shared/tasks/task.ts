import * as z from 'zod/mini';

const messageFields = { id: z.uuid(), createdAt: z.number() };

/** What travels through the questions queue, by the kind of work. The input is nowhere else: the table does not hold it. */
export const taskMessage = z.discriminatedUnion('kind', [
  /** Has a question answered with yes or no. */
  z.object({ ...messageFields, kind: z.literal('answer'), question: z.string() }),
  /** Has every string of a JSON value upper-cased. */
  z.object({ ...messageFields, kind: z.literal('transform'), input: z.json() }),
  /** Has an interaction recorded, which telemetry carries on. */
  z.object({ ...messageFields, kind: z.literal('record'), source: z.string(), payload: z.json() }),
]);
export type TaskMessage = z.infer<typeof taskMessage>;

/** The work that a client asks for: a message without what makes it a task. */
export type Work<Message = TaskMessage> = Message extends TaskMessage
  ? Omit<Message, keyof typeof messageFields>
  : never;

type TaskStatus = 'queued' | 'processing' | 'succeeded' | 'failed' | 'canceled';

export type Answer = 'yes' | 'no';

/** What a task that succeeded leaves: an answer, a result, or, of a record, nothing. */
export interface Outcome {
  answer?: Answer;
  /** The result of a transform as JSON text, which keeps its shape to the letter. */
  result?: string;
}

/** One piece of work, as the tasks table holds it. Times are milliseconds since the epoch. */
export interface Task extends Outcome {
  id: string;
  kind: TaskMessage['kind'];
  status: TaskStatus;
  createdAt: number;
  startedAt?: number;
  completedAt?: number;
  /** Why the task failed, for the client. */
  reason?: string;
  /** Which receive of its message the worker owns the task by: see `claim` in tasksTable.ts. */
  attempt?: number;
  /** When DynamoDB's time to live may delete the task, in seconds since the epoch. */
  expiresAt: number;
}

/** Whether a task will not change any more. */
export function hasEnded({ status }: Task): boolean {
  return status !== 'queued' && status !== 'processing';
}

/** The names under which the API's users know a task's id, beside `id`. */
export type TaskIdName = 'prediction_id' | 'task_id';

/** A task as the API shows it: the id also under the name that the route's users know, times as ISO 8601, durations in milliseconds. */
export function presentTask(task: Task, idName: TaskIdName): Record<string, unknown> {
  return {
    id: task.id,
    [idName]: task.id,
    kind: task.kind,
    status: task.status,
    ...(task.kind === 'answer' && { answer: task.answer ?? null }),
    ...(task.kind === 'transform' && { result: task.result === undefined ? null : JSON.parse(task.result) }),
    ...(task.reason !== undefined && { reason: task.reason }),
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
