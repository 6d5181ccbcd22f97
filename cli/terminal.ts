import { styleText } from 'node:util';
import type { FunctionLogLine } from '../local/lambda/definition.ts';

type Style = Parameters<typeof styleText>[0];

const LEVELS: Readonly<Record<string, Style>> = {
  DEBUG: 'gray',
  INFO: 'green',
  WARN: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
};

/** What stands in its own column, or says nothing to a person at a terminal. */
const SHOWN_ELSEWHERE = new Set(['timestamp', 'level', 'function', 'message', 'event', 'request_id', 'correlation_id']);

/**
 * A function's log line as a person reads it at a terminal: time, function, level, message, and the rest as `key=value`.
 * A line that is no JSON object is shown as it is.
 *
 * @returns nothing for metrics, and for what Lambda itself logs about a successful invocation: they would bury the rest
 */
export function readableLine({ timestamp, logGroupName, message }: FunctionLogLine): string | undefined {
  const time = styleText('gray', new Date(timestamp).toISOString().slice(11, 23));
  const name = logGroupName.split('/').at(-1) ?? logGroupName;
  const fields = parse(message);
  if (!fields) return `${time} ${name.padEnd(18)} ${message}`;
  if (typeof fields.type === 'string' && fields.type.startsWith('platform.')) {
    const { status, errorType } = (fields.record ?? {}) as { status?: string; errorType?: string };
    if (status === undefined || status === 'success') return undefined;
    return `${time} ${name.padEnd(18)} ${styleText('red', 'ERROR')} Invocation ended in ${status}: ${errorType}`;
  }
  // A metric in CloudWatch's embedded metric format.
  if ('_aws' in fields) return undefined;
  const level = String(fields.level ?? 'INFO');
  const rest = Object.entries(fields)
    .filter(([key, value]) => !SHOWN_ELSEWHERE.has(key) && value !== undefined)
    .map(
      ([key, value]) => `${styleText('gray', `${key}=`)}${typeof value === 'object' ? JSON.stringify(value) : value}`,
    );
  const text = styleText(LEVELS[level] ?? 'reset', level.padEnd(5));
  return `${time} ${name.padEnd(18)} ${text} ${[fields.message, ...rest].join(' ')}`;
}

function parse(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
