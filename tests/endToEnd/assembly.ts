import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../cli/synth.ts';
import { deployedUrl, STACK } from './deployed.ts';
import { endpoint } from './endpoint.ts';
import { RolePolicies } from './rolePolicies.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cloud assembly of a stack with a short processing time, synthesized once for all end-to-end tests. */
    assembly: string;
    /** The directory of the stack's alert reports. */
    reports: string;
  }
}

/** The processing time of the tests' stack. */
export const PROCESSING_SECONDS = 0.5;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (deployedUrl !== undefined) {
    if (endpoint?.enforcesPolicies) {
      // MiniStack requires this action for a batch. AWS does not have it: there `sqs:SendMessage` covers batches.
      await (await RolePolicies.of(STACK)).addAction('sqs:SendMessage', 'sqs:SendMessageBatch');
    }
    project.provide('reports', process.env.ERROR_REPORTS_DIR ?? join(import.meta.dirname, '..', '..', 'error_reports'));
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'augur-end-to-end-'));
  const assembly = join(directory, 'cdk.out');
  const reports = join(directory, 'error_reports');
  await synthesize(assembly, {
    context: { processingSeconds: String(PROCESSING_SECONDS), errorReportsDir: reports },
    // Only the telemetry tests write to an InfluxDB that the environment names.
    environment: { API_TOKENS: 'SECRET_TOKEN,Secret123', INFLUX_URL: '' },
  });
  project.provide('assembly', assembly);
  project.provide('reports', reports);
  return () => rm(directory, { recursive: true, force: true });
}
