import { type LogPosition, readLog, seekLog } from '../../local/cloudwatch/logReader.ts';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';

/** Measured with 200 MB of logs: larger chunks are no faster, and from 256 KB on the process takes 60 MB more memory. */
const READ_LIMITS = { maxLines: 1_000, maxBytes: 128 * 1024 };

export interface LogGroupReaderOptions {
  readonly logGroupName: string;
  /** The log group's current file. */
  readonly path: string;
  /** The timestamp of malformed lines before the first event, in milliseconds since the epoch. */
  readonly since: number;
  /** Called when lines may be missing, because their file was rotated away before they were read. */
  readonly onGap: (logGroupName: string) => void;
}

/** Reads the files of one log group, each time from where the last read ended. */
export class LogGroupReader {
  readonly #options: LogGroupReaderOptions;
  #position: LogPosition | undefined;
  #lastTimestamp: number;

  constructor(options: LogGroupReaderOptions) {
    this.#options = options;
    this.#lastTimestamp = options.since;
  }

  /** Moves to a line before the first event of the time `since`, without reading what is older. */
  async seek(): Promise<void> {
    this.#position = await seekLog(this.#options.path, this.#options.since);
  }

  /** A malformed line is returned as it is, with the timestamp of the line before it. */
  async *read(): AsyncGenerator<FunctionLogLine> {
    const { path, logGroupName, onGap } = this.#options;
    for (;;) {
      const chunk = await readLog(path, this.#position, READ_LIMITS);
      if (!chunk) return;
      if (chunk.isAfterGap) onGap(logGroupName);
      this.#position = chunk.next;
      for (const { text, event } of chunk.lines) {
        this.#lastTimestamp = event?.timestamp ?? this.#lastTimestamp;
        yield {
          timestamp: this.#lastTimestamp,
          logGroupName,
          logStreamName: event?.logStreamName ?? '',
          message: event?.message ?? text,
        };
      }
    }
  }
}
