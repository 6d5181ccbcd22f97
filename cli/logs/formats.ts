import { styleText } from 'node:util';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { escapeUnprintable } from '../escape.ts';
import { formatLogLine } from '../formatLogLine.ts';
import { parseLogFields } from '../logFields.ts';

export const FORMATS = ['short', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * Formats a line like `npm start` does, with the date (UTC) when it is not today's.
 *
 * @param now milliseconds since the epoch
 * @returns nothing for lines that are not for people
 */
export function formatShort(line: FunctionLogLine, now: number): string | undefined {
  const text = formatLogLine(line);
  const date = isoDate(line.timestamp);
  return text === undefined || date === isoDate(now) ? text : `${styleText('gray', date)} ${text}`;
}

/** Formats a line as a JSON object, with the message as an object if it is one. Unprintable characters are escaped. */
export function formatJson({ timestamp, logGroupName, logStreamName, message }: FunctionLogLine): string {
  const json = JSON.stringify({
    timestamp: new Date(timestamp).toISOString(),
    logGroup: logGroupName,
    logStream: logStreamName,
    message: parseLogFields(message) ?? message,
  });
  return escapeUnprintable(json);
}

function isoDate(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(0, 10);
}
