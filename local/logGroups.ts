import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { FunctionLogLine } from './functions/definition.ts';

/**
 * The log groups on this machine: a file for each under `.augur/logs/`, named as the group is, a JSON object per line with
 * `timestamp` (milliseconds since the epoch), `logStreamName` and `message`, as CloudWatch Logs returns its events.
 */
export class LogGroups {
  readonly #directory: string;
  readonly #files = new Map<string, WriteStream>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  write({ logGroupName, timestamp, logStreamName, message }: FunctionLogLine): void {
    let file = this.#files.get(logGroupName);
    if (!file) {
      const path = join(this.#directory, `${logGroupName.replace(/^\//, '')}.jsonl`);
      mkdirSync(join(path, '..'), { recursive: true });
      file = createWriteStream(path, { flags: 'a' });
      this.#files.set(logGroupName, file);
    }
    file.write(`${JSON.stringify({ timestamp, logStreamName, message })}\n`);
  }

  /** Resolves when every line is in its file. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#files.values()].map((file) => new Promise<void>((resolve) => file.end(() => resolve()))),
    );
    this.#files.clear();
  }
}
