import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../shared/alerts/alert.ts';
import { writeReport } from './writeReport.ts';

const alert: Alert = {
  id: '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11',
  time: Date.UTC(2026, 10, 23, 14, 5, 6, 789),
  types: ['email', 'phone'],
  source: 'POST /prediction',
  data: 'Will a@example.com call +380991414444?',
};

describe('writeReport', () => {
  let folder: string;
  const read = async (name: string) => readFile(join(folder, name), 'utf8');

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'augur-reports-')), 'error_reports');
  });

  it('writes what was found, when, where and in which input', async () => {
    const name = await writeReport(folder, alert);
    expect(name).toBe('alert_20261123T140506.789Z_8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11.txt');
    expect(await read(name)).toBe(
      [
        'ALERT TYPE: email and phone',
        'TIME: 2026-11-23T14:05:06.789Z',
        'SOURCE: POST /prediction',
        'DATA: Will a@example.com call +380991414444?',
        '',
      ].join('\n'),
    );
  });

  it('writes one file for an alert that is received twice, and another file for another alert of the same millisecond', async () => {
    await writeReport(folder, alert);
    await writeReport(folder, alert);
    await writeReport(folder, { ...alert, id: '00000000-0000-4000-8000-000000000000' });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('escapes line breaks and control characters of the data', async () => {
    const name = await writeReport(folder, { ...alert, data: 'x\nALERT TYPE: none\r\u2028\u001b[2J' });
    const lines = (await read(name)).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('DATA: x\\nALERT TYPE: none\\u000d\\u2028\\u001b[2J');
  });
});
