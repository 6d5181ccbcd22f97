import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts } from './texts.ts';

describe('what people read of the measurements', () => {
  it.each(Object.entries(texts()))('is what was measured last: %s', (path, text) => {
    const file = join(import.meta.dirname, '..', '..', path);
    expect(readFileSync(file, 'utf8'), 'npm run bench:texts writes it').toBe(text);
  });
});
