import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../cli/synth.ts';
import { type EmbeddedRun, startEmbedded } from './serviceProcess.ts';

/**
 * Runs `measure` against a service of its own with empty queues and tables, then kills the service and deletes its state.
 *
 * @param settings of the stack, such as `{ processingSeconds: 0.5 }`
 * @returns what `measure` returns
 */
export async function withEmbeddedService<Result>(
  settings: Readonly<Record<string, number>>,
  measure: (service: EmbeddedRun) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  try {
    const assembly = join(directory, 'cdk.out');
    const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
    await synthesize(assembly, {
      context: { ...context, errorReportsDir: join(directory, 'error_reports') },
      environment: { API_TOKENS: '' },
    });
    const service = await startEmbedded('--assembly', assembly, '--state', join(directory, 'state'));
    try {
      return await measure(service);
    } finally {
      // Killed, because a graceful stop would wait for answers that are not needed.
      await service.kill();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
