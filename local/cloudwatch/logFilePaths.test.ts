import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listLogGroups, logFilePath, rotatedFilePath } from './logFilePaths.ts';

describe('listLogGroups', () => {
  it('lists each log group that has a current or a rotated file once, and nothing else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
    const [submit, worker] = ['/aws/lambda/Augur-submit', '/aws/lambda/Augur-worker'];
    const worker1 = rotatedFilePath(logFilePath(directory, worker));
    await mkdir(dirname(worker1), { recursive: true });
    const other = join(directory, 'position.json');
    for (const path of [worker1, logFilePath(directory, worker), other]) await writeFile(path, '');
    await writeFile(rotatedFilePath(logFilePath(directory, submit)), '');
    expect(listLogGroups(directory)).toEqual([submit, worker]);
  });

  it('lists none without the directory', () => {
    expect(listLogGroups(join(tmpdir(), 'augur-no-such-directory'))).toEqual([]);
  });
});
