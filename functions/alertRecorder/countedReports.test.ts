import { describe, expect, it } from 'vitest';
import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { countedReports } from './countedReports.ts';

const alert: RecordedAlert = { id: 'a', time: 0, types: ['invalid token'], source: 'POST /add', data: 'no token' };

/** Writes that take a turn of the event loop, as on a disk. */
function setUp(read: (id: string) => Promise<RecordedAlert | undefined> = async () => undefined) {
  const written: (number | undefined)[] = [];
  let writing = 0;
  const write = async ({ count }: RecordedAlert) => {
    writing += 1;
    expect(writing).toBe(1);
    await new Promise(setImmediate);
    writing -= 1;
    written.push(count);
    return 'a report';
  };
  const report = countedReports({ write, read });
  return { report, written };
}

describe('the report of an alert that is counted', () => {
  it('ends at the highest count, in whatever order the counts come, and is not written for each', async () => {
    const { report, written } = setUp();
    const counts = [2, 1, 3, 5, 4, ...Array.from({ length: 95 }, (_, index) => 6 + index)];
    await Promise.all(counts.map((count) => report({ ...alert, count })));
    expect(written.at(-1)).toBe(100);
    expect(written.length).toBeLessThan(5);
  });

  it('is written again when another execution environment has counted further meanwhile', async () => {
    const { report, written } = setUp(async () => ({ ...alert, count: 7 }));
    await report({ ...alert, count: 5 });
    expect(written).toEqual([5, 7]);
  });

  it('is written again after one that failed', async () => {
    let fails = true;
    const write = async () => {
      if (fails) throw new Error('The disk is full');
      return 'a report';
    };
    const report = countedReports({ write, read: async () => undefined });
    await expect(report({ ...alert, count: 1 })).rejects.toThrow('The disk is full');
    fails = false;
    expect(await report({ ...alert, count: 2 })).toBe('a report');
  });

  it('is simply written when the alert is not counted', async () => {
    const { report, written } = setUp();
    expect(await report(alert)).toBe('a report');
    expect(written).toEqual([undefined]);
  });
});
