import { styleText } from 'node:util';
import type { FunctionLogLine } from '../local/lambda/definition.ts';
import { escapeUnprintable } from './escape.ts';
import { parseLogFields, readPlatformRecord } from './logFields.ts';

type Style = Parameters<typeof styleText>[0];

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  DEBUG: 'gray',
  INFO: 'green',
  WARN: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
};

/** Fields that have a column of their own, and identifiers that are only useful in queries. */
const OMITTED_FIELDS = new Set(['timestamp', 'level', 'function', 'message', 'event', 'request_id', 'correlation_id']);

/** The length of the longest function name, `Augur-alert-recorder`. */
const NAME_COLUMN_WIDTH = 20;

/**
 * Formats a function's log line for a terminal: time of day (UTC), function, level, message, and the other fields as
 * `key=value`. A message that is not a JSON object is shown as text. Unprintable characters are escaped in every part,
 * because they come from clients.
 *
 * @returns nothing for metrics and for Lambda's own messages about successful invocations, which would hide the rest
 */
export function formatLogLine({ timestamp, logGroupName, message }: FunctionLogLine): string | undefined {
  const time = styleText('gray', new Date(timestamp).toISOString().slice(11, 23));
  const name = escapeUnprintable(logGroupName.split('/').at(-1) ?? logGroupName).padEnd(NAME_COLUMN_WIDTH);
  const fields = parseLogFields(message);
  if (!fields) return `${time} ${name} ${escapeUnprintable(message)}`;
  if (typeof fields.type === 'string' && fields.type.startsWith('platform.')) {
    const { status, errorType } = readPlatformRecord(fields);
    if (status === undefined || status === 'success') return undefined;
    const reason = `${toText(status)}: ${toText(errorType)}`;
    return `${time} ${name} ${styleText('red', 'ERROR')} Invocation ended in ${reason}`;
  }
  // A metric in CloudWatch's embedded metric format.
  if ('_aws' in fields) return undefined;
  const level = toText(fields.level ?? 'INFO');
  const others = Object.entries(fields)
    .filter(([key]) => !OMITTED_FIELDS.has(key))
    .map(([key, value]) => styleText('gray', `${escapeUnprintable(key)}=`) + toText(value));
  const styledLevel = styleText(LEVEL_STYLES[level] ?? 'reset', level.padEnd(5));
  return `${time} ${name} ${styledLevel} ${[toText(fields.message ?? ''), ...others].join(' ')}`;
}

function toText(value: unknown): string {
  return escapeUnprintable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
