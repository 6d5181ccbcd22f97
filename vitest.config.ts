import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // For what hangs, not for what is slow on a busy machine.
          testTimeout: 30_000,
          include: ['{functions,infra,local,bench}/**/*.test.ts'],
          env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
        },
      },
      {
        test: {
          name: 'end-to-end',
          // As above; an endpoint may take a message at a time.
          testTimeout: 120_000,
          include: ['tests/endToEnd/**/*.test.ts'],
          globalSetup: 'tests/endToEnd/assembly.ts',
          // Each file runs the whole service, and some look at how long things take.
          fileParallelism: false,
        },
      },
    ],
  },
});
