import { describe, expect, it } from 'vitest';
import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { createCountedReports } from './countedReports.ts';

const alert: RecordedAlert = { id: 'a', time: 0, types: ['invalid token'], source: 'POST /add', data: 'no token' };

/** Each write takes a turn of the event loop, like a write to disk. */
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
  const report = createCountedReports({ write, read });
  return { report, written };
}

describe('the report of a counted alert', () => {
  it('ends at the highest count in whatever order the counts arrive, with fewer writes than counts', async () => {
    const { report, written } = setUp();
    const counts = [2, 1, 3, 5, 4, ...Array.from({ length: 95 }, (_, index) => 6 + index)];
    await Promise.all(counts.map((count) => report({ ...alert, count })));
    expect(written.at(-1)).toBe(100);
    expect(written.length).toBeLessThan(5);
  });

  it('is written again when another execution environment has recorded a higher count', async () => {
    const { report, written } = setUp(async () => ({ ...alert, count: 7 }));
    await report({ ...alert, count: 5 });
    expect(written).toEqual([5, 7]);
  });

  it('is written again after a write that failed', async () => {
    let fails = true;
    const write = async () => {
      if (fails) throw new Error('The disk is full');
      return 'a report';
    };
    const report = createCountedReports({ write, read: async () => undefined });
    await expect(report({ ...alert, count: 1 })).rejects.toThrow('The disk is full');
    fails = false;
    expect(await report({ ...alert, count: 2 })).toBe('a report');
  });

  it('is written once when the alert has no count', async () => {
    const { report, written } = setUp();
    expect(await report(alert)).toBe('a report');
    expect(written).toEqual([undefined]);
  });
});
