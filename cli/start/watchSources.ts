import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** Editors write a file in several steps, and a checkout writes many files: one reload for all of them. */
const DELAY_MS = 100;

/** Calls `reload` after each change of the functions' or the stack's sources; never while a call is in progress. */
export function watchSources(reload: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let reloading = Promise.resolve();
  for (const folder of ['functions', 'infra']) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reloading = reloading.then(reload);
      }, DELAY_MS);
    });
  }
}
