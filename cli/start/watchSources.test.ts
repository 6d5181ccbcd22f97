import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchSources } from './watchSources.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-sources-'));
  await mkdir(join(directory, 'submit'));
  for (const name of ['handler', 'index']) await writeFile(join(directory, 'submit', `${name}.ts`), 'old');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

/** Changes a file, and waits until the file system has reported the change, which starts the delay. */
async function change(file: string): Promise<void> {
  await writeFile(join(directory, file), 'new');
  await hasReported();
}

/** Replaces a file by another of its name. */
async function replace(file: string): Promise<void> {
  await writeFile(`${directory}.new`, 'new');
  await rename(`${directory}.new`, join(directory, file));
  await hasReported();
}

async function hasReported(): Promise<void> {
  while (vi.getTimerCount() === 0) await setImmediate();
  // A write is reported more than once: when the file is truncated and when it is written.
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
}

describe('watchSources', () => {
  it('reloads 100 ms after a change in a folder of the directory', async () => {
    const reload = vi.fn(async () => {});
    watchSources(reload, [directory]);
    await change('submit/handler.ts');
    await vi.advanceTimersByTimeAsync(99);
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('reloads once for several changes within 100 ms', async () => {
    const reload = vi.fn(async () => {});
    watchSources(reload, [directory]);
    await change('submit/handler.ts');
    await vi.advanceTimersByTimeAsync(60);
    await change('submit/index.ts');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('reloads each time that a file is replaced, as by `sed -i`', async () => {
    const reload = vi.fn(async () => {});
    watchSources(reload, [directory]);
    for (let count = 1; count <= 3; count += 1) {
      await replace('submit/handler.ts');
      await vi.advanceTimersByTimeAsync(100);
      expect(reload).toHaveBeenCalledTimes(count);
    }
  });

  it('reloads after changes in a directory that has been replaced', async () => {
    const reload = vi.fn(async () => {});
    watchSources(reload, [directory]);
    await rm(join(directory, 'submit'), { recursive: true });
    await mkdir(join(directory, 'submit'));
    await hasReported();
    await vi.advanceTimersByTimeAsync(100);
    reload.mockClear();
    await change('submit/handler.ts');
    await vi.advanceTimersByTimeAsync(100);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('starts the next reload only when the one in progress has ended', async () => {
    const inProgress = Promise.withResolvers<void>();
    const reload = vi.fn(() => inProgress.promise);
    watchSources(reload, [directory]);
    await change('submit/handler.ts');
    await vi.advanceTimersByTimeAsync(100);
    await change('submit/index.ts');
    await vi.advanceTimersByTimeAsync(100);
    expect(reload).toHaveBeenCalledTimes(1);
    inProgress.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
