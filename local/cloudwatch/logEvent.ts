/** A log event as CloudWatch Logs stores it. */
export interface LogEvent {
  /** Digits that grow with each event of a log group. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly logStreamName: string;
  readonly message: string;
}

/** @returns the line of a log file that holds the event, with its line break */
export function serializeLogEvent({ id, timestamp, logStreamName, message }: LogEvent): string {
  // The id comes first: LogFile reads it from the first bytes of a file.
  return `${JSON.stringify({ id, timestamp, logStreamName, message })}\n`;
}

/**
 * Parses a line of a log file.
 *
 * @param fallbackId the event's id when the line has none; lines of early versions do not
 * @returns nothing when the line is malformed, such as one that a killed process left half written
 */
export function parseLogEvent(line: string, fallbackId: string): LogEvent | undefined {
  try {
    // Not a schema: this runs for every line of files of 100 MB.
    const { id = fallbackId, timestamp, logStreamName, message } = JSON.parse(line);
    const isValid =
      typeof id === 'string' &&
      typeof timestamp === 'number' &&
      !Number.isNaN(new Date(timestamp).getTime()) &&
      typeof logStreamName === 'string' &&
      typeof message === 'string';
    return isValid ? { id, timestamp, logStreamName, message } : undefined;
  } catch {
    return undefined;
  }
}
