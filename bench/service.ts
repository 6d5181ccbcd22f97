import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../local/synth.ts';
import { type EmbeddedRun, startEmbedded } from '../tests/endToEnd/embedded.ts';

/** A run of the service with settings of its own, which nothing was asked before. */
export interface BenchedService extends EmbeddedRun {
  /** Stops it and removes what it kept. */
  discard(): Promise<void>;
}

/** @param settings of the stack, such as `{ processingSeconds: 0.5 }` */
export async function startService(settings: Readonly<Record<string, number>>): Promise<BenchedService> {
  const directory = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  const assembly = join(directory, 'cdk.out');
  const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  await synthesize(assembly, {
    context: { ...context, errorReportsDir: join(directory, 'error_reports') },
    environment: { API_TOKENS: '' },
  });
  const run = await startEmbedded('--assembly', assembly, '--state', join(directory, 'state'));
  return {
    ...run,
    async discard() {
      // What it has not answered yet is of no interest any more.
      await run.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
