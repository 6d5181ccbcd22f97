import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type EmbeddedRun, startEmbedded } from './embedded.ts';

/** The ways of running functions, each with its flags: what is true of one has to be true of the other. */
export const modes: [mode: string, flags: string[]][] = [
  ['shared', []],
  ['isolated', ['--isolated']],
];

/** Starts the tests' stack, or another one, with queues and tables of its own. */
export async function startTestRun(flags: string[] = [], assembly = inject('assembly')): Promise<EmbeddedRun> {
  const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
  return startEmbedded('--assembly', assembly, '--state', state, ...flags);
}
