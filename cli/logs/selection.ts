import type { FunctionLogLine } from '../../local/lambda/definition.ts';

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL'];

export interface Selection {
  /** This level and those above. */
  readonly level?: string | undefined;
  /** What says in its field `task_id` that it is about this task. */
  readonly task?: string | undefined;
}

/** The names that `--level` takes. */
export const levelNames = LEVELS.map((level) => level.toLowerCase());

/** A line's message as an object, where it is one. */
export function fieldsOf({ message }: FunctionLogLine): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a line is one of those that were asked for. */
export function isSelected(line: FunctionLogLine, { level, task }: Selection): boolean {
  // Parsing is what takes time, and few lines hold the id at all.
  if (task !== undefined && !(line.message.includes(task) && fieldsOf(line)?.task_id === task)) return false;
  return level === undefined || LEVELS.indexOf(levelOf(line)) >= levelNames.indexOf(level);
}

/** What says no level is information; what Lambda says of an invocation that did not succeed is an error. */
function levelOf(line: FunctionLogLine): string {
  const fields = fieldsOf(line);
  if (typeof fields?.level === 'string') return fields.level;
  const { status } = (fields?.record ?? {}) as { status?: string };
  return status === undefined || status === 'success' ? 'INFO' : 'ERROR';
}
