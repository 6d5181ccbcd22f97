import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StateInUseError, StateLock } from './stateLock.ts';

it('lets one host at a time use a state directory, and the next one after that', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'lock-')), 'state');
  const first = new StateLock(directory);
  await first.start();
  const second = new StateLock(directory);
  await expect(second.start()).rejects.toThrow(StateInUseError);
  await expect(second.start()).rejects.toThrow('in use by another host');
  // A lock that was not acquired frees nothing.
  await second.stop();
  await expect(second.start()).rejects.toThrow(StateInUseError);
  await first.stop();
  await second.start();
  await second.stop();
});
