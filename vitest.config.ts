import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{functions,infra,local,bench}/**/*.test.ts'],
          env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['tests/endToEnd/**/*.test.ts'],
          globalSetup: 'tests/endToEnd/assembly.ts',
          // Each file runs the whole service, and some look at how long things take.
          fileParallelism: false,
        },
      },
    ],
  },
});
