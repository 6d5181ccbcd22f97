import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import knip from '../../knip.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');

describe('npm run dead-code', () => {
  // knip reports neither an entry file that nothing imports nor the unused exports of an entry file.
  it('takes no file in functions/ for an entry except the index.ts of each function', () => {
    const entries = globSync(knip.entry, { cwd: root }).filter((file) => file.startsWith('functions'));
    expect(entries.sort()).toEqual(globSync('functions/*/index.ts', { cwd: root }).sort());
    expect(entries).toContain(join('functions', 'worker', 'index.ts'));
  });
});
