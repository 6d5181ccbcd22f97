import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureFootprint } from './processTree.ts';

/** The start-up time and memory of `npm start`, including npm's own processes. */
export interface StartUp {
  /** From the command to the banner, with nothing to install or bundle. */
  readonly readyMs: number;
  /** Resident memory of all processes, in MiB. */
  readonly megabytes: number;
}

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs `npm start`, and stops it with Ctrl-C.
 *
 * @param seconds from the banner to the measurement of the memory
 * @throws Error when npm start exits before the banner
 */
export async function measureNpmStart(seconds: number): Promise<StartUp> {
  const state = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  const start = performance.now();
  const npm = spawn('npm', ['start', '--', '--state', state], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, to which Ctrl-C is sent as a terminal does.
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
    if (!isReady || pid === undefined) throw new Error('npm start exited before it was ready.');
    const readyMs = performance.now() - start;
    await sleep(seconds * 1000);
    const { memoryMegabytes: megabytes } = measureFootprint(pid);
    process.kill(-pid, 'SIGINT');
    return { readyMs, megabytes };
  } finally {
    npm.stdout.resume();
    await exit;
    await rm(state, { recursive: true, force: true });
  }
}
