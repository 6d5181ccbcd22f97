import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../root.ts';

/** Editors write a file in several steps, and a checkout writes many files: changes within this time are one reload. */
const DELAY_MS = 100;

const SOURCES = ['functions', 'infra'].map((folder) => join(root, folder));

/**
 * Calls `reload` after each change in these directories, by default the sources of the functions and of the stack. Does not
 * call it while a call is in progress.
 *
 * Each directory is watched by itself. On Linux, Node's recursive watch is one of files, and stops when a file is replaced by
 * another of its name, as many editors, `sed -i` and `git checkout` do.
 */
export function watchSources(reload: () => Promise<void>, directories: readonly string[] = SOURCES): void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let reloading = Promise.resolve();

  function watchNewDirectories(): void {
    for (const path of directories.flatMap(listDirectories)) {
      if (!watchers.has(path)) watchDirectory(path);
    }
  }

  function watchDirectory(path: string): void {
    const watcher = watch(path, (_, name) => {
      // A directory that is deleted or replaced reports its own name. Its replacement has to be watched anew.
      if (name === basename(path)) forget();
      clearTimeout(timer);
      timer = setTimeout(() => {
        watchNewDirectories();
        reloading = reloading.then(reload);
      }, DELAY_MS);
    });
    watchers.set(path, watcher);
    watcher.on('error', forget);
    function forget(): void {
      watcher.close();
      watchers.delete(path);
    }
  }

  watchNewDirectories();
}

function listDirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name, parentPath }) => join(parentPath, name));
  return [directory, ...below];
}
