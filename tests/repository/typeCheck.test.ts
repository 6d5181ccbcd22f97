import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const run = promisify(execFile);

describe('tsc', () => {
  it('checks the types of every TypeScript file of the repository', async () => {
    const { stdout: checked } = await run(process.execPath, [tsc, '--listFilesOnly'], {
      cwd: root,
      maxBuffer: 2 ** 24,
    });
    const { stdout: tracked } = await run('git', ['ls-files', '*.ts'], { cwd: root });
    const covered = new Set(checked.split('\n').map((file) => relative(root, file)));
    const files = tracked.trim().split('\n');
    expect(files).toContain('vitest.config.ts');
    expect(files.filter((file) => !covered.has(file))).toEqual([]);
  });
});
