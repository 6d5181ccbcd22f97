import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes sure that only one run uses a state directory. SQLite's lock is the operating system's: it goes with the process,
 * however that ends.
 *
 * @returns gives the directory free
 * @throws Error when another run has it
 */
export function lockState(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'lock'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new Error(`${directory} is in use by another run. Stop that, or start with --state and another directory.`, {
      cause,
    });
  }
  return () => database.close();
}
