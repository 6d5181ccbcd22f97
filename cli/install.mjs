import { spawnSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const root = new URL('..', import.meta.url);

/**
 * Whether the dependencies are missing or older than the lockfile. A symbolic link to the dependencies of another working
 * tree counts as up to date, because `npm ci` would empty that directory.
 *
 * @returns {boolean}
 */
export function isInstallDue() {
  const isLink = lstatSync(new URL('node_modules', root), { throwIfNoEntry: false })?.isSymbolicLink();
  if (isLink) return false;
  // npm writes this file at the end of an installation.
  return modifiedAt('node_modules/.package-lock.json') < modifiedAt('package-lock.json');
}

/** Installs the dependencies as the lockfile lists them. Ends the process with npm's message when npm fails. */
export function install() {
  process.stdout.write('Installing dependencies (first run: about a minute) … ');
  const start = performance.now();
  // No dependency needs its install script. Errors still print.
  const { status, stdout, stderr } = spawnSync('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', {
    cwd: root,
    shell: true,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(`\n${stdout}${stderr}\nnpm could not install the dependencies; its message is above.`);
    process.exit(1);
  }
  console.log(`done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** @param {string} path @returns {number} milliseconds since the epoch, 0 if there is no such file */
function modifiedAt(path) {
  return statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
