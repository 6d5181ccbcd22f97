import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The first version of Node that runs TypeScript without a flag and that Lambda has (`nodejs24.x`). */
export const NODE_MAJOR = 24;

const root = new URL('..', import.meta.url);

/**
 * The file of a program: a path in this repository, or the name of an executable of a dependency, such as `vitest`.
 *
 * @param {string} program
 * @returns {string} an absolute path
 */
export function programFile(program) {
  if (program.includes('/')) return fileURLToPath(new URL(program, root));
  const { dependencies, devDependencies } = readJson('package.json');
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const path = executable(name, program);
    if (path !== undefined) return path;
  }
  console.error(`No dependency has an executable ${program}.`);
  process.exit(1);
}

/**
 * The Node that the dependencies bring along for this platform, or the running one if that is new enough. Ends the process
 * with a message where there is neither.
 *
 * @returns {string} an absolute path
 */
export function ownNode() {
  for (const name of Object.keys(readJson('package.json').optionalDependencies)) {
    const path = executable(name, 'node');
    if (path !== undefined) return path;
  }
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= NODE_MAJOR) return process.execPath;
  console.error(
    `Augur needs Node ${NODE_MAJOR}, and no package has one for ${process.platform}-${process.arch}: ` +
      `install Node ${NODE_MAJOR} or newer (found ${node}).`,
  );
  process.exit(1);
}

/**
 * Runs a program in a child process on this terminal. Passes signals on to it and ends as it ends.
 *
 * @param {string} node
 * @param {string[]} args
 */
export function spawnProgram(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * @param {string} packageName
 * @param {string} name
 * @returns {string | undefined} the absolute path of a package's executable, if the package is installed and has it
 */
function executable(packageName, name) {
  const directory = `node_modules/${packageName}/`;
  if (!existsSync(new URL(`${directory}package.json`, root))) return undefined;
  const { bin } = readJson(`${directory}package.json`);
  const path = typeof bin === 'string' ? packageName.endsWith(name) && bin : bin?.[name];
  return path ? fileURLToPath(new URL(`${directory}${path}`, root)) : undefined;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}
