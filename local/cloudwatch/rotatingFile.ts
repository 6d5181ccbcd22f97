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

/** Where a file goes when it is full. */
export const rotated = (path: string) => `${path}.1`;

/**
 * A file of lines. Once it is full it is renamed, in the place of the one that was full before, and a new one begins: at
 * most two are kept. What is in a renamed file stays as it is.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #maxBytes: number;
  /** Lines that come while the file is being changed. */
  readonly #waiting: string[] = [];
  #stream: WriteStream;
  #bytes = 0;
  #rotation: Promise<void> | undefined;

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    mkdirSync(dirname(path), { recursive: true });
    this.#stream = this.#open();
  }

  /** Adds a line, which ends with a line break. */
  write(line: string): void {
    if (this.#rotation) {
      this.#waiting.push(line);
      return;
    }
    this.#stream.write(line);
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes >= this.#maxBytes) this.#rotation = this.#rotate();
  }

  /** Resolves when every line until now is in a file. */
  async flush(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }

  /** Resolves when every line is in a file; takes no more. */
  async close(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    await end(this.#stream);
  }

  /** Only when everything is in the file: whoever reads it takes what has been renamed for complete. */
  async #rotate(): Promise<void> {
    await end(this.#stream);
    try {
      renameSync(this.#path, rotated(this.#path));
    } catch {
      // Somebody has it open where that prevents it, as on Windows. It goes on to grow until the next time.
    }
    this.#stream = this.#open();
    this.#rotation = undefined;
    for (const line of this.#waiting.splice(0)) this.write(line);
  }

  #open(): WriteStream {
    const fd = openSync(this.#path, 'a+');
    try {
      const { size } = fstatSync(fd);
      // A process that was killed may have left half a line.
      if (size > 0 && readLastByte(fd, size) !== '\n') writeSync(fd, '\n');
      this.#bytes = size < this.#maxBytes ? size : 0;
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
