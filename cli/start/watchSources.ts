import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** Editors write a file in several steps, and a checkout writes many files: changes within this time are one reload. */
const DELAY_MS = 100;

const SOURCES = ['functions', 'infra'].map((folder) => join(root, folder));

/**
 * Calls `reload` after each change in these directories, by default the sources of the functions and of the stack. Does not
 * call it while a call is in progress.
 */
export function watchSources(reload: () => Promise<void>, directories: readonly string[] = SOURCES): void {
  let timer: NodeJS.Timeout | undefined;
  let reloading = Promise.resolve();
  for (const directory of directories) {
    watch(directory, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reloading = reloading.then(reload);
      }, DELAY_MS);
    });
  }
}
