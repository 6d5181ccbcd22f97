import { defineConfig } from 'vitest/config';

/** Fails tests that hang. Not a performance bound: LocalStack processes one batch of messages at a time. */
const END_TO_END_TIMEOUT_MS = 120_000;
/** Tests that are sensitive to timing, start many services, or remove permissions of a deployed stack. */
const ALONE = ['failures', 'leastPrivilege', 'questions', 'restart'].map((name) => `tests/endToEnd/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'end-to-end, alone',
          testTimeout: END_TO_END_TIMEOUT_MS,
          include: ALONE,
          globalSetup: 'tests/endToEnd/assembly.ts',
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'end-to-end',
          testTimeout: END_TO_END_TIMEOUT_MS,
          include: ['tests/endToEnd/**/*.test.ts'],
          exclude: ALONE,
          globalSetup: 'tests/endToEnd/assembly.ts',
          // Each file starts its own service. With AUGUR_URL all files use the same deployed service.
          maxWorkers: process.env.AUGUR_URL ? 1 : 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'unit',
          // Fails tests that hang. Not a performance bound.
          testTimeout: 30_000,
          include: ['{functions,local,cli,plan,bench}/**/*.test.ts', 'tests/repository/*.test.ts'],
          env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'unit, infra',
          testTimeout: 30_000,
          include: ['infra/**/*.test.ts'],
          // The files share one import of aws-cdk-lib, which takes 3 s of CPU time (measured). No file changes shared state.
          isolate: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
