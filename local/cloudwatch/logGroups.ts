import type { FunctionLogLine } from '../lambda/definition.ts';
import type { Service } from '../service.ts';
import { serializeLogEvent } from './logEvent.ts';
import { logFilePath } from './logFilePaths.ts';
import { RotatingFile, type RotatingFileOptions } from './rotatingFile.ts';

const MAX_FILE_BYTES = 100 * 1024 * 1024;

export interface LogGroupsOptions {
  /** The size at which a log group's file is rotated. The file before it is kept, so a group takes up to twice as much. */
  readonly maxFileBytes?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Called when lines cannot be written, such as on a full disk. They are lost; later ones are written when possible. */
  readonly onError?: (error: Error) => void;
}

/**
 * Writes log groups to files: one for each group, named like the group, with a JSON object per line that has the `id`,
 * `timestamp` (milliseconds since the epoch), `logStreamName` and `message` of a CloudWatch Logs event.
 */
export class LogGroups implements Service {
  readonly #directory: string;
  readonly #fileOptions: RotatingFileOptions;
  readonly #files = new Map<string, RotatingFile>();
  #nextId: number;

  constructor(directory: string, options: LogGroupsOptions = {}) {
    const { maxFileBytes = MAX_FILE_BYTES, now = Date.now, onError = () => {} } = options;
    this.#directory = directory;
    this.#fileOptions = { maxBytes: maxFileBytes, now, onError };
    // Ids grow from one run to the next, as in CloudWatch: a run logs fewer than 1,000 lines per millisecond.
    this.#nextId = now() * 1000;
  }

  /** The file of a log group, whether it exists or not. */
  file(logGroupName: string): string {
    return logFilePath(this.#directory, logGroupName);
  }

  /** Appends a line to the file of its log group. */
  write({ logGroupName, timestamp, logStreamName, message }: FunctionLogLine): void {
    let file = this.#files.get(logGroupName);
    if (!file) {
      file = new RotatingFile(this.file(logGroupName), this.#fileOptions);
      this.#files.set(logGroupName, file);
    }
    file.write(serializeLogEvent({ id: String(this.#nextId++), timestamp, logStreamName, message }));
  }

  /** Resolves when every line written so far is in its file. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flush()));
  }

  /** Files are opened by the first line of their log group. */
  async start(): Promise<void> {}

  /** Resolves when every line is in its file and the files are closed. */
  async stop(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file.close()));
  }
}
