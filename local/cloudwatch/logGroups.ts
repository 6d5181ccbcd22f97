import { join } from 'node:path';
import type { FunctionLogLine } from '../lambda/definition.ts';
import { RotatingFile } from './rotatingFile.ts';

const MAX_FILE_BYTES = 100 * 1024 * 1024;

export interface LogGroupsOptions {
  /** How large a log group's file becomes before a new one begins. One more is kept. */
  readonly maxFileBytes?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * The log groups on this machine: a file for each under `.augur/logs/`, named as the group is, a JSON object per line with
 * `id`, `timestamp` (milliseconds since the epoch), `logStreamName` and `message`, as CloudWatch Logs returns its events.
 */
export class LogGroups {
  readonly #directory: string;
  readonly #maxFileBytes: number;
  readonly #files = new Map<string, RotatingFile>();
  #nextId: number;

  constructor(directory: string, { maxFileBytes = MAX_FILE_BYTES, now = Date.now }: LogGroupsOptions = {}) {
    this.#directory = directory;
    this.#maxFileBytes = maxFileBytes;
    // Ids grow with time, as CloudWatch's do, also from one run to the next: nobody logs a line every microsecond.
    this.#nextId = now() * 1000;
  }

  /** The file of a log group, whether it is there yet or not. */
  file(logGroupName: string): string {
    return join(this.#directory, `${logGroupName.replace(/^\//, '')}.jsonl`);
  }

  write({ logGroupName, timestamp, logStreamName, message }: FunctionLogLine): void {
    let file = this.#files.get(logGroupName);
    if (!file) {
      file = new RotatingFile(this.file(logGroupName), this.#maxFileBytes);
      this.#files.set(logGroupName, file);
    }
    const id = String(this.#nextId++);
    file.write(`${JSON.stringify({ id, timestamp, logStreamName, message })}\n`);
  }

  /** Resolves when every line until now is in its file. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flush()));
  }

  /** Resolves when every line is in its file. */
  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file.close()));
  }
}
