import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateDocs } from './generatedDocs.ts';

describe('the documents generated from results', () => {
  it.each(Object.entries(generateDocs()))('%s equals what npm run bench:texts generates', (path, text) => {
    const file = join(import.meta.dirname, '..', '..', path);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
