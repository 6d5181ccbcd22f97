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
import { rotatedFilePath } from './logFilePaths.ts';

/**
 * Appends lines to a file. A full file is renamed, which replaces the one that was full before, and a new one begins: at most
 * two are kept. A renamed file never changes.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #maxBytes: number;
  /** Lines written during a rotation. */
  readonly #pending: string[] = [];
  #stream: WriteStream;
  #bytes = 0;
  #rotation: Promise<void> | undefined;

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    mkdirSync(dirname(path), { recursive: true });
    this.#stream = this.#open();
  }

  /** @param line with its line break */
  write(line: string): void {
    if (this.#rotation) {
      this.#pending.push(line);
      return;
    }
    this.#stream.write(line);
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes >= this.#maxBytes) this.#rotation = this.#rotate();
  }

  /** Resolves when every line written so far is in a file. */
  async flush(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }

  /** Resolves when every line is in a file and the file is closed. Nothing may be written afterwards. */
  async close(): Promise<void> {
    while (this.#rotation) await this.#rotation;
    await end(this.#stream);
  }

  async #rotate(): Promise<void> {
    // Before it is renamed: a reader takes the renamed file for complete.
    await end(this.#stream);
    try {
      renameSync(this.#path, rotatedFilePath(this.#path));
    } catch {
      // On Windows this fails while a reader has one of the files open. The file grows until the next rotation.
    }
    this.#stream = this.#open();
    this.#rotation = undefined;
    for (const line of this.#pending.splice(0)) this.write(line);
  }

  #open(): WriteStream {
    const fd = openSync(this.#path, 'a+');
    try {
      const { size } = fstatSync(fd);
      // A killed process may have left half a line.
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
