import {
  closeSync,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type WriteStream,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { asError } from '../asError.ts';
import { rotatedFilePath } from './logFilePaths.ts';

/** How long no line is written after an error, such as that of a full disk. */
const REOPEN_DELAY_MS = 1_000;

export interface RotatingFileOptions {
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with the first of several errors in a row. The lines that could not be written are lost. */
  readonly onError: (error: Error) => void;
}

/**
 * Appends lines to a file. A full file is renamed, which replaces the one that was full before, and a new one begins: at most
 * two are kept. A renamed file never changes.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #options: RotatingFileOptions;
  /** Lines written during a rotation. */
  readonly #pending: string[] = [];
  /** Undefined after an error, until the file is opened again. */
  #stream: WriteStream | undefined;
  #bytes = 0;
  #rotation: Promise<void> | undefined;
  /** Whether nothing has been written since the last error. */
  #isFailing = false;
  #reopenAt = 0;

  constructor(path: string, options: RotatingFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @param line with its line break */
  write(line: string): void {
    if (this.#rotation) {
      this.#pending.push(line);
      return;
    }
    const stream = this.#openStream();
    if (!stream) return;
    stream.write(line, (error) => {
      if (error) this.#fail(error, stream);
      else this.#isFailing = false;
    });
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes >= this.#options.maxBytes) this.#rotation = this.#rotate(stream);
  }

  /** Resolves when every line written so far is in a file. */
  async flush(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    const stream = this.#stream;
    if (stream) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }

  /** Resolves when every line is in a file and the file is closed. Nothing may be written afterwards. */
  async close(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    if (this.#stream) await end(this.#stream);
  }

  async #rotate(stream: WriteStream): Promise<void> {
    // Before it is renamed: a reader takes the renamed file for complete.
    await end(stream);
    try {
      renameSync(this.#path, rotatedFilePath(this.#path));
    } catch {
      // On Windows this fails while a reader has one of the files open. The file grows until the next rotation.
    }
    this.#stream = undefined;
    this.#rotation = undefined;
    for (const line of this.#pending.splice(0)) this.write(line);
  }

  /** @returns nothing when the file could not be opened, or an error is too recent */
  #openStream(): WriteStream | undefined {
    if (this.#stream || this.#options.now() < this.#reopenAt) return this.#stream;
    try {
      const stream = this.#open();
      // Without a listener the process would crash. The callback of the write that failed gets the error too, and earlier.
      stream.on('error', () => {});
      this.#stream = stream;
    } catch (error) {
      this.#fail(asError(error), undefined);
    }
    return this.#stream;
  }

  /** @param stream the one that failed; the writes that waited behind the first error fail too */
  #fail(cause: Error, stream: WriteStream | undefined): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    this.#reopenAt = this.#options.now() + REOPEN_DELAY_MS;
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#options.onError(new Error(`Log lines are lost: ${cause.message} (${this.#path}).`, { cause }));
  }

  #open(): WriteStream {
    mkdirSync(dirname(this.#path), { recursive: true });
    const fd = openSync(this.#path, 'a+');
    try {
      const { size } = fstatSync(fd);
      // A killed process may have left half a line.
      if (size > 0 && readLastByte(fd, size) !== '\n') writeSync(fd, '\n');
      this.#bytes = size < this.#options.maxBytes ? size : 0;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return createWriteStream(this.#path, { fd });
  }
}

function end(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}

function readLastByte(fd: number, size: number): string {
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last.toString();
}
