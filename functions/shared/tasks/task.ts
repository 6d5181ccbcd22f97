import * as z from 'zod/mini';

const messageFields = { id: z.uuid(), createdAt: z.number() };

/** A message of the questions queue, by kind of work. It is the only place that holds the input: the table does not. */
export const taskMessage = z.discriminatedUnion('kind', [
  /** Answer a question with yes or no. */
  z.object({ ...messageFields, kind: z.literal('answer'), question: z.string() }),
  /** Convert every string of a JSON value to upper case. */
  z.object({ ...messageFields, kind: z.literal('transform'), input: z.unknown() }),
  /** Record an interaction in the log, from which telemetry takes it. */
  z.object({ ...messageFields, kind: z.literal('record'), source: z.string(), payload: z.unknown() }),
]);
export type TaskMessage = z.infer<typeof taskMessage>;

/** The work that a client asks for: a task message without the fields of its task. */
export type Work<Message = TaskMessage> = Message extends TaskMessage
  ? Omit<Message, keyof typeof messageFields>
  : never;

type TaskStatus = 'queued' | 'processing' | 'succeeded' | 'failed' | 'canceled';

export type Answer = 'yes' | 'no';

/** What a succeeded task leaves: an answer, a result, or, for a record, neither. */
export interface Outcome {
  answer?: Answer;
  /** The result of a transform as JSON text: DynamoDB's own types would change empty and nested values. */
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
  /** The receive count with which the worker owns the task: see `claim` in tasksTable.ts. */
  attempt?: number;
  /** When DynamoDB's time to live may delete the task, in seconds since the epoch. */
  expiresAt: number;
}

/** Whether a task has reached a final status. */
export function hasEnded({ status }: Task): boolean {
  return status !== 'queued' && status !== 'processing';
}
