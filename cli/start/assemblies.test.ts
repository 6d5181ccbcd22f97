import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Assemblies } from './assemblies.ts';

/** Synthesizing takes 8 s, and several times as long on a busy machine. */
const TIMEOUT_MS = 240_000;

async function example() {
  const directory = await mkdtemp(join(tmpdir(), 'assemblies-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const input = (processingSeconds: string) => ({ context: { processingSeconds }, environment: { API_TOKENS: 'one' } });
  return { directory, assemblies: new Assemblies(directory), input };
}

async function processingSeconds(assembly: string): Promise<string> {
  return JSON.parse(await readFile(join(assembly, 'Augur.template.json'), 'utf8')).Outputs.ProcessingSeconds.Value;
}

it(
  'provides two processes that start at the same time with the stack of their own settings, and keeps both',
  async () => {
    const { assemblies, input } = await example();
    const provided = await Promise.all(['1', '2', '1'].map((seconds) => assemblies.provide(input(seconds), 'step')));
    expect(await Promise.all(provided.map(processingSeconds))).toEqual(['1', '2', '1']);
    expect(provided[2]).toBe(provided[0]);
    // Nothing is synthesized a second time.
    vi.mocked(process.stdout.write).mockClear();
    expect(await assemblies.provide(input('1'), 'step')).toBe(provided[0]);
    expect(process.stdout.write).not.toHaveBeenCalledWith(expect.stringContaining('step'));
  },
  TIMEOUT_MS,
);

it(
  'deletes old assemblies that no process uses, except the five that were used last',
  async () => {
    const { directory, assemblies, input } = await example();
    const exited = spawnSync(process.execPath, ['--version']).pid;
    await mkdir(join(directory, 'used'));
    await writeFile(join(directory, `used.${process.pid}`), '');
    await utimes(join(directory, 'used'), 0, 0);
    for (let age = 1; age <= 7; age++) {
      const path = join(directory, `old${age}`);
      await mkdir(path);
      await writeFile(`${path}.${exited}`, '');
      const usedAt = Date.now() / 1_000 - age * 3_601;
      await utimes(path, usedAt, usedAt);
    }
    const provided = await assemblies.provide(input('1'), 'step');
    const names = (await readdir(directory)).filter((name) => !join(directory, name).startsWith(provided));
    expect(names.sort()).toEqual(['old1', 'old2', 'old3', 'old4', 'old5', 'used', `used.${process.pid}`]);
  },
  TIMEOUT_MS,
);
