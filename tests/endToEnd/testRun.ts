import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startEmbedded } from '../../bench/serviceProcess.ts';
import { connectTo, deployedUrl } from './deployed.ts';
import type { Run } from './run.ts';

/** The concurrency modes of the local host, each with its flags. Every test of a mode has to pass in all of them. */
export const modes: [mode: string, flags: string[]][] = deployedUrl
  ? [['deployed', []]]
  : [
      ['shared', []],
      ['isolated', ['--isolated']],
    ];

/** Starts a service with its own queues and tables, or connects to the deployed one. */
export async function startTestRun(flags: string[] = [], assembly = inject('assembly')): Promise<Run> {
  if (deployedUrl !== undefined) return connectTo(deployedUrl);
  const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
  return startEmbedded('--assembly', assembly, '--state', state, ...flags);
}

/** Why tests that start a service are skipped, as the end of their name; empty if they run. */
export const embeddedOnly =
  deployedUrl === undefined ? '' : ' (skipped: needs a service that the test starts and stops)';
