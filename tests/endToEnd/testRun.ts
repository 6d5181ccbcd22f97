import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startEmbedded } from '../../cli/start/serviceProcess.ts';
import { connectTo, deployedUrl } from './deployed.ts';
import type { Run } from './run.ts';

/** The ways of running functions, each with its flags: what is true of one has to be true of the other. */
export const modes: [mode: string, flags: string[]][] = deployedUrl
  ? [['deployed', []]]
  : [
      ['shared', []],
      ['isolated', ['--isolated']],
    ];

/** Starts the tests' stack with queues and tables of its own, or takes the one that is deployed. */
export async function startTestRun(flags: string[] = [], assembly = inject('assembly')): Promise<Run> {
  if (deployedUrl !== undefined) return connectTo(deployedUrl);
  const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
  return startEmbedded('--assembly', assembly, '--state', state, ...flags);
}

/** What a test that needs a run of its own says where there is none. */
export const embeddedOnly =
  deployedUrl === undefined ? '' : ' (skipped: needs a service that the test starts and ends)';
