import { listLogGroups, logFilePath } from '../../local/cloudwatch/logFilePaths.ts';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { LogGroupReader } from './logGroupReader.ts';
import type { LogTail } from './logTail.ts';
import { mergeByTime } from './mergeByTime.ts';

export interface LocalTailOptions {
  /** The directory of the log groups: `.augur/logs`. */
  readonly directory: string;
  /** Older lines are left out. Milliseconds since the epoch. */
  readonly since: number;
  /** The log groups to read. By default all, also those that are created later. */
  readonly logGroupNames?: Pick<ReadonlySet<string>, 'has'> | undefined;
  /** Called when lines may be missing, because their file was rotated away before they were read. */
  readonly onGap: (logGroupName: string) => void;
}

/** Reads the log files of this machine, with one chunk of each log group in memory. */
export class LocalTail implements LogTail {
  readonly pollIntervalMs = 200;
  readonly #options: LocalTailOptions;
  readonly #readers = new Map<string, LogGroupReader>();
  #isFirstRead = true;

  constructor(options: LocalTailOptions) {
    this.#options = options;
  }

  async *read(): AsyncGenerator<FunctionLogLine> {
    const { since } = this.#options;
    const isFirstRead = this.#isFirstRead;
    this.#isFirstRead = false;
    const added = this.#addNewLogGroups();
    if (isFirstRead) await Promise.all(added.map((reader) => reader.seek()));
    for await (const line of mergeByTime([...this.#readers.values()].map((reader) => reader.read()))) {
      // What is logged later is shown whatever its timestamp: the clock may have been set back.
      if (!isFirstRead || line.timestamp >= since) yield line;
    }
  }

  #addNewLogGroups(): LogGroupReader[] {
    const { directory, logGroupNames, ...options } = this.#options;
    const names = listLogGroups(directory).filter(
      (name) => !this.#readers.has(name) && (logGroupNames?.has(name) ?? true),
    );
    return names.map((logGroupName) => {
      const reader = new LogGroupReader({ ...options, logGroupName, path: logFilePath(directory, logGroupName) });
      this.#readers.set(logGroupName, reader);
      return reader;
    });
  }
}
