import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Stands in for npm: "installs" a package with a Node, and a tool. */
const NPM = `#!/bin/sh
[ -z "$NPM_FAILS" ] || { echo 'npm error code E404' >&2; exit 1; }
echo "npm $* workspace:$npm_config_workspace" >> npm-calls
mkdir -p node_modules/node-here/bin node_modules/tool
ln -sf "$REAL_NODE" node_modules/node-here/bin/node
echo '{"bin":{"node":"bin/node"}}' > node_modules/node-here/package.json
echo '{"bin":{"tool-name":"tool.mjs"}}' > node_modules/tool/package.json
cp print.mjs node_modules/tool/tool.mjs
touch node_modules/.package-lock.json
`;
const LOCKFILE = {
  packages: {
    '': { devDependencies: { tool: '1' } },
    'node_modules/tool': {},
    'node_modules/node-here': { optional: true, os: [process.platform], cpu: [process.arch] },
    'node_modules/node-elsewhere': { optional: true, os: ['elsewhere'], cpu: [process.arch] },
    'node_modules/other-libc': { optional: true, os: [process.platform], cpu: [process.arch], libc: ['other'] },
  },
};
const PRINT = `console.log(JSON.stringify({ argv: process.argv, cache: process.env.NODE_COMPILE_CACHE !== undefined }));
process.exitCode = 7;
`;
const WAIT = `process.on('SIGTERM', () => process.exit(3));
setInterval(() => {}, 1_000);
console.log('ready');
`;
const DIE = `process.kill(process.pid, 'SIGKILL');
setInterval(() => {}, 1_000);
`;

let directory: string;

/** A repository with the launcher in it, whose dependencies are not installed. */
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-launcher-'));
  for (const name of ['run.mjs', 'endWithParent.mjs', 'install.mjs', 'program.mjs']) {
    await cp(join(import.meta.dirname, name), join(directory, 'cli', name));
  }
  await write(
    'package.json',
    JSON.stringify({
      devDependencies: { tool: '1' },
      optionalDependencies: { 'node-elsewhere': '1', 'node-here': '1' },
    }),
  );
  await write('package-lock.json', JSON.stringify(LOCKFILE));
  await write('print.mjs', PRINT);
  await write('wait.mjs', WAIT);
  await write('die.mjs', DIE);
  await write('bin/npm', NPM);
  await chmod(join(directory, 'bin', 'npm'), 0o755);
});

afterEach(() => rm(directory, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, file)), { recursive: true });
  await writeFile(join(directory, file), text);
}

function launch(args: string[], environment: Record<string, string> = {}) {
  const { NODE_COMPILE_CACHE: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(directory, 'cli', 'run.mjs'), ...args], {
    cwd: directory,
    env: {
      ...inherited,
      PATH: `${join(directory, 'bin')}${delimiter}${process.env.PATH}`,
      REAL_NODE: process.execPath,
      ...environment,
    },
  });
  let output = '';
  const read = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  return {
    child,
    closed: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    output: () => output,
  };
}

async function run(args: string[], environment?: Record<string, string>) {
  const { closed, output } = launch(args, environment);
  const [code, signal] = await closed;
  return { code, signal, output: output() };
}

/** What `print.mjs` printed: the last line. */
function printed(output: string): { argv: string[]; cache: boolean } {
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

describe('cli/run.mjs where the dependencies are missing', () => {
  it('installs them, then runs the program on the Node among them, with its arguments and exit code', async () => {
    const { code, output } = await run(['./print.mjs', '--flag', 'a b']);
    expect(output).toMatch(/^Installing dependencies .*done in \d+ s\n/);
    expect(code).toBe(7);
    expect(printed(output)).toEqual({
      argv: [process.execPath, join(directory, 'print.mjs'), '--flag', 'a b'],
      cache: true,
    });
  });

  it('installs all of them, whatever the user has set for npm', async () => {
    await run(['./print.mjs'], { NODE_ENV: 'production', npm_config_omit: 'optional', npm_config_workspace: 'here' });
    const calls = await readFile(join(directory, 'npm-calls'), 'utf8');
    expect(calls).toMatch(/^npm ci .*--include=dev --include=optional --workspaces=false .* workspace:\n$/);
  });

  it('passes signals on to the program, and exits with its code', async () => {
    const { child, closed, output } = launch(['./wait.mjs']);
    while (!output().includes('ready')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await closed).toEqual([3, null]);
  });

  it('ends by the signal that ended the program', async () => {
    expect(await run(['./die.mjs'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it("prints npm's message and exits with code 1 when npm fails", async () => {
    const { code, output } = await run(['./print.mjs'], { NPM_FAILS: '1' });
    expect(code).toBe(1);
    expect(output).toContain('npm error code E404');
    expect(output).toContain('npm could not install the dependencies');
  });
});

describe('cli/run.mjs where the dependencies are installed', () => {
  beforeEach(() => run(['./print.mjs']));

  it('runs the program in its own process and installs nothing', async () => {
    const { code, output } = await run(['./print.mjs', '--flag']);
    expect(code).toBe(7);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(printed(output)).toEqual({ argv: [process.execPath, join(directory, 'print.mjs'), '--flag'], cache: true });
  });

  it('runs the executable of a dependency by its name', async () => {
    const { output } = await run(['tool-name', 'argument']);
    expect(printed(output).argv.slice(1)).toEqual([join(directory, 'node_modules', 'tool', 'tool.mjs'), 'argument']);
  });

  it('refuses an executable that no dependency has', async () => {
    expect(await run(['nothing'])).toMatchObject({ code: 1, output: 'No dependency has an executable nothing.\n' });
  });

  it.each(['tool', 'node-here'])('installs them again when the package %s is missing', async (name) => {
    await rm(join(directory, 'node_modules', name), { recursive: true });
    expect((await run(['./print.mjs'])).output).toMatch(/^Installing dependencies/);
  });

  it('installs them again when the lockfile is newer', async () => {
    const later = Date.now() / 1000 + 10;
    await utimes(join(directory, 'package-lock.json'), later, later);
    expect((await run(['./print.mjs'])).output).toMatch(/^Installing dependencies/);
  });
});

it('does not install into the directory of another working tree that node_modules links to', async () => {
  await mkdir(join(directory, 'elsewhere'));
  await symlink('elsewhere', join(directory, 'node_modules'));
  expect((await run(['./print.mjs'])).output).not.toContain('Installing dependencies');
});
