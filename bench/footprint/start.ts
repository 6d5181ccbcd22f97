import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { footprint } from './processTree.ts';

/** What `npm start` takes, with npm's own processes. */
export interface Start {
  /** From the command to the banner, when there is nothing to install or to bundle. */
  readonly readyMs: number;
  /** Of all processes, so many seconds later. */
  readonly megabytes: number;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** Types `npm start` and, so many seconds after the service is ready, Ctrl-C. */
export async function npmStart(seconds: number): Promise<Start> {
  const state = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  const start = performance.now();
  const npm = spawn('npm', ['start', '--', '--state', state], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, as a terminal gives it one.
    detached: true,
  });
  const exit = once(npm, 'close');
  try {
    let isReady = false;
    for await (const line of createInterface({ input: npm.stdout })) {
      isReady = line.includes('Ctrl-C stops it');
      if (isReady) break;
    }
    const pid = npm.pid;
    if (!isReady || pid === undefined) throw new Error('npm start ended before it was ready.');
    const readyMs = performance.now() - start;
    await sleep(seconds * 1000);
    const { memoryMegabytes: megabytes } = footprint(pid);
    process.kill(-pid, 'SIGINT');
    return { readyMs, megabytes };
  } finally {
    npm.stdout.resume();
    await exit;
    await rm(state, { recursive: true, force: true });
  }
}
