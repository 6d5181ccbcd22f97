import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { updatedReadme } from './update.ts';

describe('README', () => {
  it('shows what was measured last', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

    expect(readme, 'npm run bench:readme writes it').toBe(updatedReadme());
  });
});
