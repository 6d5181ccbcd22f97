import { parseJson } from '../shared/runtime/json.ts';
import type { Delivery, LogEvent } from './logsEvent.ts';
import { uniqueTimestamps } from './timestamps.ts';

/** A point for InfluxDB. */
export interface PointData {
  readonly measurement: 'logs' | 'tasks' | 'interactions' | 'alerts';
  readonly tags: Readonly<Record<string, string>>;
  /** All numbers are written as floats: InfluxDB fixes a field's type with its first value. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
}

type Line = Readonly<Record<string, unknown>>;

/** The task's status after each event that changes it. */
const TASK_STATUS: Readonly<Record<string, string>> = {
  'task.received': 'queued',
  'task.started': 'processing',
  'task.succeeded': 'succeeded',
  'task.failed': 'failed',
};

/** Tags are indexed, so values that clients can choose are truncated. */
const MAX_TAG_CHARACTERS = 100;

/**
 * The points of a delivery: one in `logs` per line, and one more per task status change, interaction and alert type that
 * the line reports.
 *
 * @param logGroupPrefix what precedes the function's short name in the name of its log group
 */
export function pointsOf({ logGroup, logEvents }: Delivery, logGroupPrefix: string): PointData[] {
  const name = logGroup.startsWith(logGroupPrefix) ? logGroup.slice(logGroupPrefix.length) : logGroup;
  const times = uniqueTimestamps(logEvents);
  return logEvents.flatMap((event, index) => {
    const time = times[index] ?? 0n;
    const line = parse(event);
    return [logPoint(event, line, name, time), ...eventPoints(line, time)];
  });
}

function logPoint({ message }: LogEvent, line: Line | undefined, name: string, time: bigint): PointData {
  if (!line) return { measurement: 'logs', tags: { function: name, level: 'INFO' }, fields: { message }, time };
  const platform = asLine(line.record);
  const failed = platform?.status !== undefined && platform.status !== 'success';
  return {
    measurement: 'logs',
    tags: { function: name, level: tag(line.level ?? (failed ? 'ERROR' : 'INFO')) },
    fields: {
      // Lambda's own lines have a type instead of a message.
      message: textOf(line.message ?? line.type) ?? message,
      ...present({
        // A line in CloudWatch's embedded metric format has no event.
        event: textOf(line.event) ?? (line._aws === undefined ? undefined : 'metrics'),
        request_id: textOf(line.request_id ?? line.requestId ?? platform?.requestId),
        correlation_id: textOf(line.correlation_id),
        task_id: textOf(line.task_id),
        alert_id: textOf(line.alert_id),
        error: errorOf(line) ?? textOf(platform?.errorType),
      }),
      ...durations(line),
    },
    time,
  };
}

function eventPoints(line: Line | undefined, time: bigint): PointData[] {
  const event = textOf(line?.event);
  if (!line || event === undefined) return [];
  const status = TASK_STATUS[event];
  if (status !== undefined) {
    const tags = { kind: tag(line.kind), status };
    const fields = { ...present({ task_id: textOf(line.task_id) }), ...durations(line) };
    return [{ measurement: 'tasks', tags, fields, time }];
  }
  if (event === 'interaction') {
    // Unchanged: the guardrails accepted the payload before it was recorded.
    const fields = { payload: JSON.stringify(line.payload ?? null), ...present({ task_id: textOf(line.task_id) }) };
    return [{ measurement: 'interactions', tags: { source: tag(line.source) }, fields, time }];
  }
  if (event === 'alert.recorded') {
    const types = Array.isArray(line.types) ? line.types : [];
    const fields = { alert_id: textOf(line.alert_id) ?? 'unknown' };
    return [...new Set(types.map(tag))].map((type) => ({ measurement: 'alerts', tags: { type }, fields, time }));
  }
  return [];
}

function parse({ message }: LogEvent): Line | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return asLine(parseJson(message));
  } catch {
    return undefined;
  }
}

function asLine(value: unknown): Line | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Line) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The error that a function or Lambda logged. */
function errorOf(line: Line): string | undefined {
  const { name = line.errorType, message = line.errorMessage } = asLine(line.error) ?? {};
  const parts = [textOf(name), textOf(message)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(': ') : undefined;
}

function durations(line: Line): Record<string, number> {
  const numbers = Object.entries(line).filter(
    (entry): entry is [string, number] => entry[0].endsWith('_ms') && Number.isFinite(entry[1]),
  );
  return Object.fromEntries(numbers);
}

function present(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The line protocol cannot escape a line break in a tag, or a backslash before a separator. */
function tag(value: unknown): string {
  const text = textOf(value)?.replaceAll(/[\\\p{Cc}]/gu, '_') ?? 'unknown';
  return [...text].slice(0, MAX_TAG_CHARACTERS).join('');
}
