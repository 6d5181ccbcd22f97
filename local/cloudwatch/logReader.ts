import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod';
import { rotated } from './rotatingFile.ts';

const line = z.object({
  id: z.string().optional(),
  timestamp: z.number(),
  logStreamName: z.string(),
  message: z.string(),
});

export interface StoredLogEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly logStreamName: string;
  readonly message: string;
}

/** A place between two lines of a log group. */
export const logPosition = z.object({
  /** Which of the group's files: the first number in it, which is its first event's id. */
  file: z.string(),
  /** Bytes. */
  offset: z.int().nonnegative(),
});
export type LogPosition = z.infer<typeof logPosition>;

export interface LogChunk {
  readonly events: readonly StoredLogEvent[];
  /** Where the next chunk begins. */
  readonly next: LogPosition;
  /** Whether lines before this chunk are gone: their file was given up before they were read. */
  readonly gap: boolean;
  /** Lines that are no log events, as a process leaves when it is killed while it writes. */
  readonly broken: number;
}

const MAX_EVENTS = 1_000;
const MAX_BYTES = 1024 * 1024;
/** Enough to hold a file's first number. */
const HEAD_BYTES = 48;
const NEWLINE = 0x0a;

/**
 * Reads a log group's next lines: up to 1,000 and 1 MB (a longer line comes alone), of one file.
 *
 * @param path the group's file; the one that was full before it is beside it
 * @param position where to begin; without one, at the oldest line that is there
 * @returns nothing when no further line is there yet
 */
export async function readLog(path: string, position?: LogPosition): Promise<LogChunk | undefined> {
  // The newest first: if it becomes the full one meanwhile, it is there twice, and no file is missed.
  const newest = await openFile(path);
  const full = await openFile(rotated(path));
  try {
    const files = [full, newest].filter((file) => file !== undefined);
    const at = files.findIndex(({ name }) => name === position?.file);
    for (const { handle, name } of files.slice(Math.max(at, 0))) {
      const offset = name === position?.file ? position.offset : 0;
      const read = await readLines(handle, offset);
      if (read.length === 0) continue;
      return {
        ...parse(read.lines, offset),
        next: { file: name, offset: offset + read.length },
        gap: !!position && at < 0,
      };
    }
    return undefined;
  } finally {
    await Promise.all([newest?.handle.close(), full?.handle.close()]);
  }
}

interface NamedFile {
  readonly handle: FileHandle;
  readonly name: string;
}

async function openFile(path: string): Promise<NamedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  const [name] = /\d+/.exec(head.toString('latin1')) ?? [];
  if (bytesRead === HEAD_BYTES && name !== undefined) return { handle, name };
  await handle.close();
  return undefined;
}

/** Whole lines from an offset on, and how many bytes they are, line breaks included. */
async function readLines(handle: FileHandle, offset: number): Promise<{ lines: string[]; length: number }> {
  const left = (await handle.stat()).size - offset;
  if (left <= 0) return { lines: [], length: 0 };
  for (let size = Math.min(MAX_BYTES, left); ; size = Math.min(size * 2, left)) {
    const buffer = Buffer.allocUnsafe(size);
    const { bytesRead } = await handle.read(buffer, 0, size, offset);
    const lines: string[] = [];
    let length = 0;
    while (lines.length < MAX_EVENTS) {
      const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE, length);
      if (end < 0) break;
      lines.push(buffer.toString('utf8', length, end));
      length = end + 1;
    }
    if (length > 0 || size === left) return { lines, length };
  }
}

function parse(lines: string[], offset: number): Pick<LogChunk, 'events' | 'broken'> {
  const events: StoredLogEvent[] = [];
  let broken = 0;
  for (const [index, text] of lines.entries()) {
    const event = parseLine(text);
    // A line from before there were ids has one made from where it stands.
    if (event) events.push({ ...event, id: event.id ?? String(offset + index) });
    else broken += 1;
  }
  return { events, broken };
}

function parseLine(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
