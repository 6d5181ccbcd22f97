import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockState } from './stateLock.ts';

it('lets one run at a time use a state directory, however often', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'augur-lock-')), 'state');
  const release = lockState(directory);
  expect(() => lockState(directory)).toThrow('is in use by another run');
  release();
  lockState(directory)();
});
