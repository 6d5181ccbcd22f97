import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const root = new URL('..', import.meta.url);

/** They override what the user has set in the environment and in `.npmrc`. */
const NPM_FLAGS = [
  // No dependency needs its install script.
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  // Errors still print.
  '--loglevel=error',
  // `omit`, and `NODE_ENV=production`, leave these out.
  '--include=dev',
  '--include=optional',
  // In a directory of an npm workspace, npm would install that workspace's dependencies and delete its other ones.
  '--workspaces=false',
  '--global=false',
  '--dry-run=false',
  '--package-lock=true',
  '--install-strategy=hoisted',
];

/**
 * Whether the dependencies are missing, incomplete or older than the lockfile. A symbolic link to the dependencies of another working
 * tree counts as up to date, because `npm ci` would empty that directory.
 *
 * @returns {boolean}
 */
export function isInstallDue() {
  const isLink = lstatSync(new URL('node_modules', root), { throwIfNoEntry: false })?.isSymbolicLink();
  if (isLink) return false;
  // npm writes this file at the end of an installation.
  return modifiedAt('node_modules/.package-lock.json') < modifiedAt('package-lock.json') || isIncomplete();
}

/** Installs the dependencies as the lockfile lists them. Ends the process with npm's message when npm fails. */
export function install() {
  process.stdout.write('Installing dependencies (first run: about a minute) … ');
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(`npm ci ${NPM_FLAGS.join(' ')}`, {
    cwd: root,
    env: npmEnvironment(process.env),
    shell: true,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(`\n${stdout}${stderr}\nnpm could not install the dependencies; its message is above.`);
    process.exit(1);
  }
  console.log(`done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/**
 * Without what npm sets for scripts of a workspace: it contradicts `--workspaces=false`, and npm would refuse both.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function npmEnvironment(environment) {
  const removed = /^npm_config_(workspaces?|prefix|local_prefix|location)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !removed.test(name)));
}

/**
 * Whether a package is missing that was not to be left out: a direct dependency, or one of the optional packages with
 * executables for this platform. `npm ci --omit=dev` and `npm prune` leave such installations.
 */
function isIncomplete() {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const { dependencies, devDependencies } = packages?.[''] ?? {};
  const direct = Object.keys({ ...dependencies, ...devDependencies }).map((name) => `node_modules/${name}`);
  const platform = Object.keys(packages ?? {}).filter((path) => isForThisPlatform(packages[path]));
  return [...direct, ...platform].some((path) => !existsSync(new URL(`${path}/package.json`, root)));
}

/**
 * Those that name a C library are left out: which one this platform has is not known here.
 *
 * @param {{ optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} entry
 */
function isForThisPlatform({ optional, os, cpu, libc }) {
  return Boolean(optional && os?.includes(process.platform) && cpu?.includes(process.arch) && !libc);
}

/** @param {string} path @returns {number} milliseconds since the epoch, 0 if there is no such file */
function modifiedAt(path) {
  return statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
