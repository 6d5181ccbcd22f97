import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { eventually, post } from './client.ts';
import { embeddedOnly } from './testRun.ts';

const root = join(import.meta.dirname, '..', '..');
const PREFER_WAIT = { Prefer: 'wait=20' };

/** Starts a command that runs the service, and waits until the service is ready. */
async function start(command: string, args: string[]) {
  const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
  onTestFinished(() => rm(state, { recursive: true, force: true }));
  const child = spawn(command, [...args, '--assembly', inject('assembly'), '--state', state], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0' },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = once(child, 'close');
  await eventually(async () => output.includes('Ctrl-C stops it') || undefined);
  const url = /answers at (\S+)/.exec(output)?.[1] ?? '';
  return { child, closed, url, errors: () => errors };
}

const startService = () => start(process.execPath, [join(root, 'cli', 'start', 'main.ts')]);

describe.skipIf(embeddedOnly)(`the end of npm start${embeddedOnly}`, () => {
  it.each([
    ['SIGHUP', (child: ChildProcess) => child.kill('SIGHUP'), 'has ended'],
    ['a closed standard output', (child: ChildProcess) => child.stdout?.destroy(), 'Standard output was closed'],
  ])('answers the clients that wait after %s, then exits with code 0', async (_, end, reason) => {
    const { child, closed, url, errors } = await startService();
    const waiting = post(url, '/prediction?question=Will%20it%20rain?', undefined, PREFER_WAIT);
    // The request has arrived when a later one has been answered.
    await post(url, '/prediction?question=Will%20it%20snow?');
    end(child);
    expect((await waiting).body.status).toBe('succeeded');
    expect(await closed).toEqual([0, null]);
    expect(errors()).toContain(reason);
    expect(errors()).not.toMatch(/^\s+at /m);
  });

  it.skipIf(process.platform === 'win32')('ends when npm is ended, as by `npm start & kill $!`', async () => {
    const { child, closed, url, errors } = await start('npm', ['start', '--']);
    child.kill('SIGTERM');
    // The output closes when the last process that writes to it has ended.
    await closed;
    await expect(fetch(url)).rejects.toThrow();
    expect(errors()).not.toMatch(/^\s+at /m);
  });
});
