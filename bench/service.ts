import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedRun, startEmbedded } from '../cli/start/serviceProcess.ts';
import { synthesize } from '../cli/synth.ts';

/**
 * Starts the service, which nothing was asked before, has it worked with, ends it and removes what it kept.
 *
 * @param settings of the stack, such as `{ processingSeconds: 0.5 }`
 */
export async function withService<Result>(
  settings: Readonly<Record<string, number>>,
  work: (service: EmbeddedRun) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  try {
    const assembly = join(directory, 'cdk.out');
    const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
    await synthesize(assembly, {
      context: { ...context, errorReportsDir: join(directory, 'error_reports') },
      environment: { API_TOKENS: '' },
    });
    const run = await startEmbedded('--assembly', assembly, '--state', join(directory, 'state'));
    try {
      return await work(run);
    } finally {
      // What it has not answered yet is of no interest any more.
      await run.kill();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
