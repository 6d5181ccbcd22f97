import { describe, expect, it } from 'vitest';
import { planFor } from './plan.ts';
import { platforms } from './platform.ts';
import { report } from './report.ts';

const MAX_COLUMNS = 120;
const MAX_LINES = 45;
const wait = { by: 'wait' } as const;

describe('a report', () => {
  it.each([
    ['a small load', { connections: 10, thinkSeconds: 0, processingSeconds: 0.5, collecting: wait }],
    ['a million clients', { connections: 1_000_000, thinkSeconds: 0, processingSeconds: 30, collecting: wait }],
    ['questions that come on their own', { perMinute: 1_200, processingSeconds: 5, collecting: wait }],
  ])('of %s fits on a screen', (_, load) => {
    const lines = report(planFor(load), 'aws').split('\n');
    expect(lines.length).toBeLessThan(MAX_LINES);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(MAX_COLUMNS);
    expect(lines.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('has no prices for this machine', () => {
    const load = { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: wait };
    expect(report(planFor(load, { platform: platforms.embedded }), 'embedded')).not.toMatch(/\$|quota/i);
  });

  it('says so when the target cannot be reached', () => {
    const load = { perMinute: 1_200, processingSeconds: 5, collecting: wait };
    const plan = { ...planFor(load), targetSeconds: -1 };
    expect(report(plan, 'aws')).toMatch('which this does not reach');
  });
});
