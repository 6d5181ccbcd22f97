import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Service } from './service.ts';

/** Another host has locked the state directory. */
export class StateInUseError extends Error {
  readonly directory: string;

  constructor(directory: string, options?: ErrorOptions) {
    super(`The state directory ${directory} is in use by another host.`, options);
    this.name = 'StateInUseError';
    this.directory = directory;
  }
}

/**
 * Locks a state directory, so that one host at a time uses it. The lock is an exclusive SQLite transaction. The operating
 * system releases it when the process ends, even when the process is killed.
 */
export class StateLock implements Service {
  readonly #directory: string;
  #database: DatabaseSync | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws StateInUseError when another host has locked the directory. */
  async start(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true });
    const database = new DatabaseSync(join(this.#directory, 'lock'));
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      database.close();
      throw new StateInUseError(this.#directory, { cause });
    }
    this.#database = database;
  }

  async stop(): Promise<void> {
    this.#database?.close();
    this.#database = undefined;
  }
}
