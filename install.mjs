// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs the dependencies when they are
// missing or older than the lockfile, and sees to it that the Node on npm's PATH runs TypeScript. Plain JavaScript,
// because Node 20 does not run anything else.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const NODE_MAJOR = 24;
const root = new URL('.', import.meta.url);

/** @param {string} path @returns {number} milliseconds since the epoch, 0 where there is no such file */
function modifiedAt(path) {
  return statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// npm writes this file last, so it is older than the lockfile exactly when an install is due.
if (modifiedAt('node_modules/.package-lock.json') < modifiedAt('package-lock.json')) {
  process.stdout.write('Installing dependencies (first run: about a minute) … ');
  const start = performance.now();
  // No dependency needs its install script; running none is faster and safer. Errors still print.
  const install = spawnSync('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', {
    cwd: root,
    shell: true,
    encoding: 'utf8',
  });
  if (install.status !== 0) {
    console.error(
      `\n${install.stdout}${install.stderr}\nnpm could not install the dependencies; its message is above.`,
    );
    process.exit(1);
  }
  console.log(`done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

const version = spawnSync('node --version', { encoding: 'utf8', shell: true }).stdout?.trim() ?? '';
if (Number(version.slice(1).split('.')[0]) < NODE_MAJOR || version === '') {
  console.error(
    `Augur needs Node ${NODE_MAJOR}, and no package carries one for ${process.platform}-${process.arch}: ` +
      `install Node ${NODE_MAJOR} or newer (found ${version || 'none that runs'}).`,
  );
  process.exit(1);
}
