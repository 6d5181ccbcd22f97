import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FunctionLogLine } from '../functions/definition.ts';

const NEWLINE = 10;
/** Longer than any line: Lambda cuts them at 256 KB. */
const PROBE_BYTES = 1_048_576;
/** Lines stand in the order in which they came, which is not quite the order of their times. */
const DISORDER_MS = 60_000;

/** The file of one log group, read from where the last reading ended. */
export class LogFile {
  readonly logGroupName: string;
  readonly #path: string;
  #offset = 0;

  constructor(path: string, logGroupName: string) {
    this.#path = path;
    this.logGroupName = logGroupName;
  }

  /** Moves to before the first line that may be as young as that, without reading what is older. */
  async seek(since: number): Promise<void> {
    let [low, high] = [0, (await stat(this.#path)).size];
    while (high - low > PROBE_BYTES) {
      const middle = Math.floor((low + high) / 2);
      const line = await this.#lineAfter(middle);
      if (line && line.timestamp < since - DISORDER_MS) low = line.start;
      else high = middle;
    }
    this.#offset = low;
  }

  /** The lines that have been written since, whole ones only. A file that has become shorter is a new one. */
  async *read(): AsyncGenerator<FunctionLogLine> {
    const { size } = await stat(this.#path);
    if (size < this.#offset) this.#offset = 0;
    if (size === this.#offset) return;

    let timestamp = 0;
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.#path, { start: this.#offset, end: size - 1 })) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
        const line = this.#event(rest.toString('utf8', start, end), timestamp);
        timestamp = line.timestamp;
        this.#offset += end + 1 - start;
        start = end + 1;
        yield line;
      }
      rest = rest.subarray(start);
    }
  }

  async #lineAfter(position: number): Promise<{ start: number; timestamp: number } | undefined> {
    const file = await open(this.#path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(PROBE_BYTES), position });
      const probe = buffer.subarray(0, bytesRead);
      const start = probe.indexOf(NEWLINE) + 1;
      const end = probe.indexOf(NEWLINE, start);
      if (start === 0 || end < 0) return undefined;
      return { start: position + start, timestamp: this.#event(probe.toString('utf8', start, end), 0).timestamp };
    } finally {
      await file.close();
    }
  }

  /** A line that is malformed is shown as it is, at the time of the one before. */
  #event(line: string, timestampBefore: number): FunctionLogLine {
    const { logGroupName } = this;
    try {
      const { timestamp, logStreamName, message } = JSON.parse(line);
      return { timestamp, logGroupName, logStreamName, message };
    } catch {
      return { timestamp: timestampBefore, logGroupName, logStreamName: '', message: line };
    }
  }
}
