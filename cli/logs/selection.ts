import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { parseLogFields, readPlatformRecord } from '../logFields.ts';

/** The levels in ascending order, as `--level` takes them. */
export const LEVELS = ['debug', 'info', 'warn', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

export interface Selection {
  /** The lowest level. */
  readonly level?: Level | undefined;
  /** The value of the field `task_id`. */
  readonly task?: string | undefined;
}

export function isSelected({ message }: FunctionLogLine, { level, task }: Selection): boolean {
  // Parsing takes most of the time, and few lines contain the id.
  if (task !== undefined && !(message.includes(task) && parseLogFields(message)?.task_id === task)) return false;
  return level === undefined || levelRank(message) >= rank(level);
}

/** A message without a level counts as info, Lambda's report of a failed invocation as an error. */
function levelRank(message: string): number {
  const fields = parseLogFields(message);
  if (typeof fields?.level === 'string') return rank(fields.level.toLowerCase());
  const { status } = readPlatformRecord(fields ?? {});
  return rank(status === undefined || status === 'success' ? 'info' : 'error');
}

/** @returns -1 for an unknown level */
function rank(level: string): number {
  const levels: readonly string[] = LEVELS;
  return levels.indexOf(level);
}
