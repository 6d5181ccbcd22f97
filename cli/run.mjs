// Runs a program of this repository, or a tool that it depends on:
//
//   node cli/run.mjs cli/start/main.ts --fresh
//   node cli/run.mjs vitest run
//
// It installs the dependencies first when that is due, and runs the program on Node 24 or newer. It is plain JavaScript
// because it has to run on Node 20, and because loading one file of TypeScript that is not in Node's compile cache costs
// 16 MB of memory.
// Not by name: Node 20 has no `enableCompileCache`.
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithParent } from './endWithParent.mjs';
import { install, isInstallDue } from './install.mjs';
import { NODE_MAJOR, ownNode, programFile, spawnProgram } from './program.mjs';

const [program = '', ...args] = process.argv.slice(2);
endWithParent(process.env);
const hasInstalled = isInstallDue();
if (hasInstalled) install();

// Set in the environment too, for worker threads and child processes.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
const file = programFile(program);

if (!hasInstalled && Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
} else {
  spawnProgram(ownNode(), [file, ...args]);
}
