import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RotatingFile } from './rotatingFile.ts';

async function example() {
  const directory = await mkdtemp(join(tmpdir(), 'rotating-file-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'log.jsonl');
  const onError = vi.fn<(error: Error) => void>();
  let timeMs = 0;
  const file = new RotatingFile(path, { maxBytes: 1_000, now: () => timeMs, onError });
  onTestFinished(() => file.close());
  return {
    file,
    path,
    onError,
    advance(ms: number) {
      timeMs += ms;
    },
  };
}

it.skipIf(!existsSync('/dev/full'))(
  'reports once that the disk is full, and writes the lines that follow when it is not any more',
  async () => {
    const { file, path, onError, advance } = await example();
    await symlink('/dev/full', path);
    for (let attempt = 1; attempt <= 3; attempt++) {
      file.write('lost\n');
      await file.flush();
      await setImmediate();
      advance(1_000);
    }
    expect(onError.mock.calls.map(([{ message }]) => message)).toEqual([
      expect.stringMatching(/^Log lines are lost: ENOSPC: no space left on device.*log\.jsonl/),
    ]);
    await unlink(path);
    file.write('kept\n');
    await file.flush();
    expect(await readFile(path, 'utf8')).toBe('kept\n');
  },
);

it('reports a file that cannot be opened, and opens it a second later', async () => {
  const { file, path, onError, advance } = await example();
  await mkdir(path);
  file.write('lost\n');
  expect(onError).toHaveBeenCalledOnce();
  await rmdir(path);
  file.write('lost\n');
  advance(1_000);
  file.write('kept\n');
  await file.flush();
  expect(await readFile(path, 'utf8')).toBe('kept\n');
});
