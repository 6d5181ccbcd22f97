import { type FileHandle, open } from 'node:fs/promises';
import { parseLogEvent } from './logEvent.ts';

/** How much a search reads at a time. Larger than any line of a function: Lambda truncates them at 256 KB. */
const PROBE_BYTES = 1024 * 1024;
/** Enough for the id of the first event. */
const HEAD_BYTES = 48;
const NEWLINE = 0x0a;

/** The most that is read at a time. */
export interface ReadLimits {
  readonly maxLines: number;
  /** A longer line is read alone. */
  readonly maxBytes: number;
}

interface LinesRead {
  /** Complete lines, without their line breaks. */
  readonly lines: readonly string[];
  /** The size of these lines in bytes, with their line breaks. */
  readonly bytes: number;
}

/** A log file that is open for reading. Lines are only ever appended to it. */
export class LogFile {
  /**
   * Identifies the file under both of its names: the first number of its first line, which is the id of its first event
   * and larger in each later file of the log group. An inode number does not: file systems reuse it.
   */
  readonly generation: string;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, generation: string) {
    this.#handle = handle;
    this.generation = generation;
  }

  /** @returns nothing when there is no file, or its first event's id is not complete yet */
  static async open(path: string): Promise<LogFile | undefined> {
    const handle = await openIfExists(path);
    if (!handle) return undefined;
    let file: LogFile | undefined;
    try {
      const generation = await readGeneration(handle);
      if (generation !== undefined) file = new LogFile(handle, generation);
      return file;
    } finally {
      if (!file) await handle.close();
    }
  }

  /** Reads complete lines from an offset in bytes. */
  async readLines(offset: number, { maxLines, maxBytes }: ReadLimits): Promise<LinesRead> {
    const available = (await this.#handle.stat()).size - offset;
    if (available <= 0) return { lines: [], bytes: 0 };
    for (let size = Math.min(maxBytes, available); ; size = Math.min(size * 2, available)) {
      const chunk = await this.#read(offset, size);
      const lines: string[] = [];
      let bytes = 0;
      for (const { start, end } of completeLines(chunk)) {
        if (lines.length === maxLines || (lines.length > 0 && end + 1 > maxBytes)) break;
        lines.push(chunk.toString('utf8', start, end));
        bytes = end + 1;
      }
      if (lines.length > 0 || size === available) return { lines, bytes };
    }
  }

  /**
   * Searches for a time without reading what is older, assuming ascending timestamps.
   *
   * @param timestamp milliseconds since the epoch
   * @returns the offset of a line at most 1 MB or one line before the first event that is not older; 0 when that is the
   * beginning of the file
   */
  async findOffset(timestamp: number): Promise<number> {
    let low = 0;
    let high = (await this.#handle.stat()).size;
    while (high - low > PROBE_BYTES) {
      const middle = Math.floor((low + high) / 2);
      const event = await this.#firstEventAfter(middle);
      if (event && event.timestamp < timestamp) low = event.offset;
      else high = middle;
    }
    return low;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The first event whose line begins after an offset, if one does within PROBE_BYTES. */
  async #firstEventAfter(offset: number): Promise<{ offset: number; timestamp: number } | undefined> {
    const probe = await this.#read(offset, PROBE_BYTES);
    for (const { start, end } of completeLines(probe, probe.indexOf(NEWLINE) + 1)) {
      const event = parseLogEvent(probe.toString('utf8', start, end), '');
      if (event) return { offset: offset + start, timestamp: event.timestamp };
    }
    return undefined;
  }

  async #read(offset: number, size: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(size), 0, size, offset);
    return buffer.subarray(0, bytesRead);
  }
}

function* completeLines(buffer: Buffer, from = 0): Generator<{ start: number; end: number }> {
  let start = from;
  for (let end = buffer.indexOf(NEWLINE, start); end >= 0; end = buffer.indexOf(NEWLINE, start)) {
    yield { start, end };
    start = end + 1;
  }
}

async function openIfExists(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readGeneration(handle: FileHandle): Promise<string | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const [firstLine = '', ...rest] = buffer.toString('latin1', 0, bytesRead).split('\n');
  if (bytesRead < HEAD_BYTES && rest.length === 0) return undefined;
  // A malformed first line may have no number.
  return /\d+/.exec(firstLine)?.[0] ?? '0';
}
