import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from './service.ts';

const PRIVATE_UMASK = 0o077;
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * Makes the files of the host private to its user. What the process creates, which includes the files of the emulators and
 * of functions, gets no permissions for others, whatever umask the process was started with. Existing files lose them: earlier
 * versions created files with the umask of the process.
 */
export class PrivateFiles implements Service {
  readonly #paths: readonly string[];
  #originalUmask: number | undefined;

  /** @param paths files and directories of the host, which may not exist yet */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  async start(): Promise<void> {
    this.#originalUmask = process.umask(PRIVATE_UMASK);
    for (const path of this.#paths) makePrivate(path);
  }

  async stop(): Promise<void> {
    if (this.#originalUmask !== undefined) process.umask(this.#originalUmask);
    this.#originalUmask = undefined;
  }
}

function makePrivate(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return;
  chmodSync(path, status.isDirectory() ? PRIVATE_DIRECTORY : PRIVATE_FILE);
  if (!status.isDirectory()) return;
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), PRIVATE_DIRECTORY);
    else if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), PRIVATE_FILE);
  }
}
