import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The file that a log group's events are appended to, whether it exists or not. */
export function logFilePath(directory: string, logGroupName: string): string {
  return join(directory, `${logGroupName.replace(/^\//, '')}.jsonl`);
}

/** Where a log file is moved when it is full. */
export function rotatedFilePath(path: string): string {
  return `${path}.1`;
}

/** The sorted names of the log groups that have a file, such as `/aws/lambda/Augur-worker`; none without the directory. */
export function listLogGroups(directory: string): string[] {
  // During a rotation a log group has only a rotated file for a moment.
  const suffix = /\.jsonl(\.1)?$/;
  const files = listFiles(directory).filter((file) => suffix.test(file));
  return [...new Set(files.map((file) => `/${file.split(sep).join('/').replace(suffix, '')}`))].sort();
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { encoding: 'utf8', recursive: true });
  } catch (error) {
    // A fresh start removes the directory.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
