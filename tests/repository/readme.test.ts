import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routeList } from '../../functions/shared/http/routes.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

describe('README.md', () => {
  it.each(routeList.map(({ name }) => name))('lists the route %s', (name) => {
    expect(readme).toContain(`\`${name}`);
  });
});
