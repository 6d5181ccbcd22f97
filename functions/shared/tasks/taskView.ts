import { parseJson } from '../runtime/json.ts';
import type { Task } from './task.ts';

/** The member that repeats a task's `id` under the name that a route's clients know. */
export type TaskIdName = 'prediction_id' | 'task_id';

/** A task as the API shows it: times in ISO 8601, durations in milliseconds, null for what is not known yet. */
export function toTaskView(task: Task, idName: TaskIdName): Record<string, unknown> {
  return {
    id: task.id,
    [idName]: task.id,
    kind: task.kind,
    status: task.status,
    ...(task.kind === 'answer' && { answer: task.answer ?? null }),
    ...(task.kind === 'transform' && { result: task.result === undefined ? null : parseJson(task.result) }),
    ...(task.reason !== undefined && { reason: task.reason }),
    created_at: isoTime(task.createdAt),
    started_at: isoTime(task.startedAt),
    completed_at: isoTime(task.completedAt),
    queue_ms: durationMs(task.createdAt, task.startedAt),
    processing_ms: durationMs(task.startedAt, task.completedAt),
  };
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function durationMs(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : to - from;
}
