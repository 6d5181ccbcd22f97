import { type LogEvent, parseLogEvent } from './logEvent.ts';
import { LogFile, type ReadLimits } from './logFile.ts';
import { rotatedFilePath } from './logFilePaths.ts';

/** How far the timestamps of a log group may be out of order: a function sets them before its line is written. Assumed. */
const MAX_DISORDER_MS = 60_000;

/** A place between two lines of a log group. It stays valid when the file is rotated, and from one run to the next. */
export interface LogPosition {
  /** The generation of the file. */
  readonly file: string;
  /** Bytes. */
  readonly offset: number;
}

interface LogLine {
  readonly text: string;
  /** Missing when the line is malformed, such as one that a killed process left half written. */
  readonly event: LogEvent | undefined;
}

export interface LogChunk {
  readonly lines: readonly LogLine[];
  /** Where the next chunk begins. */
  readonly next: LogPosition;
  /** Whether lines before this chunk may be missing: their file was deleted by a second rotation before they were read. */
  readonly isAfterGap: boolean;
}

/**
 * Reads the next lines of a log group, all from either its rotated or its current file. Every line that is on disk is read
 * once, also when the file is rotated meanwhile. No file stays open between two calls, because an open file cannot be
 * replaced on Windows.
 *
 * @param path the group's current file; the rotated one is next to it
 * @param position where to begin; at the oldest line if it is undefined
 * @returns nothing when there is no further line yet
 */
export async function readLog(
  path: string,
  position: LogPosition | undefined,
  limits: ReadLimits,
): Promise<LogChunk | undefined> {
  return withFiles(path, position, async (rotated, current) => {
    const { files, isAfterGap } = filesFrom(position, rotated, current);
    for (const file of files) {
      const offset = file.generation === position?.file ? position.offset : 0;
      const { lines, bytes } = await file.readLines(offset, limits);
      if (bytes === 0) continue;
      return {
        lines: lines.map((text, index) => ({ text, event: parseLogEvent(text, String(offset + index)) })),
        next: { file: file.generation, offset: offset + bytes },
        isAfterGap,
      };
    }
    return undefined;
  });
}

/**
 * Finds where to begin to read the events of a time and later, without reading what is older. Some older events follow
 * the position: timestamps are only roughly in order.
 *
 * @param path the group's current file; the rotated one is next to it
 * @param timestamp milliseconds since the epoch
 * @returns nothing when the oldest line is the place to begin
 */
export async function seekLog(path: string, timestamp: number): Promise<LogPosition | undefined> {
  return withFiles(path, undefined, async (rotated, current) => {
    for (const file of [current, rotated]) {
      const offset = (await file?.findOffset(timestamp - MAX_DISORDER_MS)) ?? 0;
      if (file && offset > 0) return { file: file.generation, offset };
    }
    return undefined;
  });
}

async function withFiles<T>(
  path: string,
  position: LogPosition | undefined,
  use: (rotated: LogFile | undefined, current: LogFile | undefined) => Promise<T>,
): Promise<T> {
  // In this order: a file that is rotated between the two calls is opened twice, and none is missed.
  const current = await LogFile.open(path);
  let rotated: LogFile | undefined;
  try {
    if (!current || current.generation !== position?.file) rotated = await LogFile.open(rotatedFilePath(path));
    return await use(rotated, current);
  } finally {
    await Promise.all([current?.close(), rotated?.close()]);
  }
}

/** The files that hold lines after a position, oldest first. */
function filesFrom(
  position: LogPosition | undefined,
  rotated: LogFile | undefined,
  current: LogFile | undefined,
): { files: LogFile[]; isAfterGap: boolean } {
  const both = [rotated, current].filter((file) => file !== undefined);
  if (!position) return { files: both, isAfterGap: false };
  const at = both.findIndex(({ generation }) => generation === position.file);
  if (at >= 0) return { files: both.slice(at), isAfterGap: false };
  // The file at the position is gone: rotated twice, which leaves a later rotated file, or removed by a fresh start.
  const isAfterGap = rotated !== undefined && Number(rotated.generation) > Number(position.file);
  return { files: isAfterGap ? both : both.filter((file) => file === current), isAfterGap };
}
