import type { FunctionLogLine } from '../../local/lambda/definition.ts';

/** A source of log lines that can be followed. */
export interface LogTail {
  /** How long to wait before the next read when the logs are followed, in milliseconds. */
  readonly pollIntervalMs: number;
  /**
   * Reads what was logged since the last read, several log groups merged by time. The first read begins at the time that
   * the tail was opened with. Each read has to be finished before the next one.
   */
  read(): AsyncIterable<FunctionLogLine>;
}
