import { type FileHandle, open } from 'node:fs/promises';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';

const NEWLINE = 10;
/** Longer than any line: Lambda cuts them at 256 KB. */
const PROBE_BYTES = 1_048_576;
/** Lines stand in the order in which they came, which is not quite the order of their times. */
const DISORDER_MS = 60_000;

/** The file of one log group, read from where the last reading ended. */
export class LogFile {
  readonly logGroupName: string;
  readonly #path: string;
  #inode = 0;
  #offset = 0;
  #timestamp: number;

  /** @param since from when on lines are wanted, in milliseconds since the epoch */
  constructor(path: string, logGroupName: string, since: number) {
    this.#path = path;
    this.logGroupName = logGroupName;
    this.#timestamp = since;
  }

  /** Moves to before the first line that may be as young as that, without reading what is older. */
  async seek(since: number): Promise<void> {
    const file = await this.#open();
    if (!file) return;
    try {
      const { ino, size } = await file.stat();
      let [low, high] = [0, size];
      while (high - low > PROBE_BYTES) {
        const middle = Math.floor((low + high) / 2);
        const line = await this.#lineAfter(file, middle);
        if (line && line.timestamp < since - DISORDER_MS) low = line.start;
        else high = middle;
      }
      [this.#inode, this.#offset] = [ino, low];
    } finally {
      await file.close();
    }
  }

  /** The lines that have been written since, whole ones only. One that is malformed has the time of the one before. */
  async *read(): AsyncGenerator<FunctionLogLine> {
    const file = await this.#open();
    if (!file) {
      // Whatever comes at this path is another file, even where the file system gives it the same inode.
      this.#offset = 0;
      return;
    }
    try {
      const { ino, size } = await file.stat();
      if (ino !== this.#inode || size < this.#offset) this.#offset = 0;
      this.#inode = ino;
      if (size === this.#offset) return;

      let rest = Buffer.alloc(0);
      for await (const chunk of file.createReadStream({ start: this.#offset, end: size - 1, autoClose: false })) {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
          const text = rest.toString('utf8', start, end);
          const line = this.#event(text) ?? this.#malformed(text);
          this.#timestamp = line.timestamp;
          this.#offset += end + 1 - start;
          start = end + 1;
          yield line;
        }
        rest = rest.subarray(start);
      }
    } finally {
      await file.close();
    }
  }

  /** @returns nothing when `npm start -- --fresh` has just removed the file */
  async #open(): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The first whole line after a position that says when it was written. */
  async #lineAfter(file: FileHandle, position: number): Promise<{ start: number; timestamp: number } | undefined> {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(PROBE_BYTES), position });
    const probe = buffer.subarray(0, bytesRead);
    let start = probe.indexOf(NEWLINE) + 1;
    if (start === 0) return undefined;
    for (let end = probe.indexOf(NEWLINE, start); end >= 0; end = probe.indexOf(NEWLINE, start)) {
      const line = this.#event(probe.toString('utf8', start, end));
      if (line) return { start: position + start, timestamp: line.timestamp };
      start = end + 1;
    }
    return undefined;
  }

  #event(text: string): FunctionLogLine | undefined {
    try {
      const { timestamp, logStreamName, message } = JSON.parse(text);
      if (typeof timestamp !== 'number' || Number.isNaN(new Date(timestamp).getTime())) return undefined;
      if (typeof logStreamName !== 'string' || typeof message !== 'string') return undefined;
      return { timestamp, logGroupName: this.logGroupName, logStreamName, message };
    } catch {
      return undefined;
    }
  }

  #malformed(text: string): FunctionLogLine {
    return { timestamp: this.#timestamp, logGroupName: this.logGroupName, logStreamName: '', message: text };
  }
}
