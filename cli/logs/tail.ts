import { globSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { LogFile } from './logFile.ts';

export interface TailOptions {
  /** Where the log groups are: `.augur/logs`. */
  readonly directory: string;
  /** From when on, in milliseconds since the epoch. */
  readonly since: number;
  /** Which groups; all without it. */
  readonly groups?: ReadonlySet<string> | undefined;
}

/** The names of the log groups in a directory, such as `/aws/lambda/Augur-worker`. */
export function logGroups(directory: string): string[] {
  return globSync('**/*.jsonl', { cwd: directory })
    .map(
      (path) =>
        `/${path
          .split(sep)
          .join('/')
          .replace(/\.jsonl$/, '')}`,
    )
    .sort();
}

/** The lines of several log groups in the order of their times, and what is written after them. */
export class Tail {
  readonly #options: TailOptions;
  readonly #files = new Map<string, LogFile>();

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** What has been written until now. Each line is held only until its turn comes. */
  async *history(): AsyncGenerator<FunctionLogLine> {
    const { since } = this.#options;
    const files = this.#newFiles();
    await Promise.all(files.map((file) => file.seek(since)));
    const readers = files.map((file) => file.read());
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        const best = heads[first];
        if (!head.done && (!best || best.done || head.value.timestamp < best.value.timestamp)) first = index;
      }
      const [head, reader] = [heads[first], readers[first]];
      if (!head || head.done || !reader) return;
      if (head.value.timestamp >= since) yield head.value;
      heads[first] = await reader.next();
    }
  }

  /** What has been written since the last call, in groups that have come since as well. */
  async more(): Promise<FunctionLogLine[]> {
    this.#newFiles();
    const lines = await Promise.all([...this.#files.values()].map((file) => Array.fromAsync(file.read())));
    return lines.flat().sort((a, b) => a.timestamp - b.timestamp);
  }

  #newFiles(): LogFile[] {
    const { directory, since, groups } = this.#options;
    const found = logGroups(directory).filter(
      (name) => !this.#files.has(name) && (groups === undefined || groups.has(name)),
    );
    return found.map((name) => {
      const file = new LogFile(`${join(directory, name)}.jsonl`, name, since);
      this.#files.set(name, file);
      return file;
    });
  }
}
