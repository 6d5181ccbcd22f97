import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{functions,infra,local,tests,bench}/**/*.test.ts'],
  },
});
