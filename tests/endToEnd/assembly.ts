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
    /** A stack with a short processing time, synthesized once for all end-to-end tests. */
    assembly: string;
    /** The folder that the stack's reports go to. */
    reports: string;
  }
}

export const PROCESSING_SECONDS = 0.5;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (deployedUrl !== undefined) {
    if (endpoint?.enforcesPolicies) {
      // MiniStack asks for this action, which AWS does not have: there sending a batch is sending.
      await (await RolePolicies.of(STACK)).addBeside('sqs:SendMessage', 'sqs:SendMessageBatch');
    }
    project.provide('reports', process.env.ERROR_REPORTS_DIR ?? join(import.meta.dirname, '..', '..', 'error_reports'));
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'augur-end-to-end-'));
  const assembly = join(directory, 'cdk.out');
  const reports = join(directory, 'error_reports');
  await synthesize(assembly, {
    context: { processingSeconds: String(PROCESSING_SECONDS), errorReportsDir: reports },
    // Whoever runs the tests may have an InfluxDB, which only the tests of telemetry write to.
    environment: { API_TOKENS: 'SECRET_TOKEN,Secret123', INFLUX_URL: '' },
  });
  project.provide('assembly', assembly);
  project.provide('reports', reports);
  return () => rm(directory, { recursive: true, force: true });
}
