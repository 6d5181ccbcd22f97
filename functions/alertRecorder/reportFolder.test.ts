import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteOldReports } from './deleteOldReports.ts';
import { createReportFolder } from './reportFolder.ts';

const DAY_MS = 86_400_000;
const NO_LIMITS = { notBefore: 0, maxReports: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

describe('the folder of reports', () => {
  let folder: string;
  const write = (id: number, time: number, data = 'x') =>
    createReportFolder({ folder, retentionSeconds: 1e9, now: () => time })({
      id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
      time,
      types: ['email'],
      source: 'POST /add',
      data,
    });
  const reports = async () => (await readdir(folder)).sort();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'augur-reports-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps the newest reports when there are more than the maximum', async () => {
    const [, second, third] = [await write(1, 1 * DAY_MS), await write(2, 2 * DAY_MS), await write(3, 3 * DAY_MS)];
    expect(await deleteOldReports(folder, { ...NO_LIMITS, maxReports: 2 })).toBe(1);
    expect(await reports()).toEqual([second, third]);
  });

  it('keeps the newest reports when all of them have more bytes than the maximum', async () => {
    const [, second] = [await write(1, 1 * DAY_MS, 'x'.repeat(1_000)), await write(2, 2 * DAY_MS)];
    await deleteOldReports(folder, { ...NO_LIMITS, maxBytes: 1_000 });
    expect(await reports()).toEqual([second]);
  });

  it('deletes reports whose retention has ended', async () => {
    const [, second] = [await write(1, 1 * DAY_MS), await write(2, 2 * DAY_MS)];
    await deleteOldReports(folder, { ...NO_LIMITS, notBefore: 2 * DAY_MS });
    expect(await reports()).toEqual([second]);
  });

  it('does not delete files that are not reports', async () => {
    await writeFile(join(folder, 'notes.txt'), '');
    await writeFile(join(folder, '.gitkeep'), '');
    await deleteOldReports(folder, { ...NO_LIMITS, maxReports: 0 });
    expect(await reports()).toEqual(['.gitkeep', 'notes.txt']);
  });

  it('stays within its bounds while reports are written', async () => {
    const report = createReportFolder({ folder, retentionSeconds: 1e9, now: () => DAY_MS, maxReports: 10 });
    for (let id = 0; id < 100; id += 1) {
      const alert = { id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`, time: id * 1_000 };
      await report({ ...alert, types: ['email'], source: 'POST /add', data: 'x' });
    }
    expect((await reports()).length).toBeLessThanOrEqual(30);
  });

  it('deletes a report at the end of the retention when the next one is written', async () => {
    await write(1, 1 * DAY_MS);
    const report = createReportFolder({ folder, retentionSeconds: 86_400, now: () => 3 * DAY_MS });
    const second = await report({
      id: '00000000-0000-4000-8000-000000000002',
      time: 3 * DAY_MS,
      types: ['email'],
      source: 'POST /add',
      data: 'x',
    });
    expect(await reports()).toEqual([second]);
  });
});
