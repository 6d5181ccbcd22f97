import { describe, expect, it } from 'vitest';
import { planCapacity } from './planCapacity.ts';
import { platforms } from './platform.ts';
import { formatPlan } from './report.ts';

const MAX_COLUMNS = 120;
const MAX_LINES = 45;
const wait = { by: 'wait' } as const;

describe('formatPlan', () => {
  it.each([
    ['a small load', { connections: 10, thinkSeconds: 0, processingSeconds: 0.5, collecting: wait }],
    ['a million clients', { connections: 1_000_000, thinkSeconds: 0, processingSeconds: 30, collecting: wait }],
    ['Poisson arrivals', { perMinute: 1_200, processingSeconds: 5, collecting: wait }],
  ])('fits %s on one screen, and prints numbers only', (_, load) => {
    const lines = formatPlan(planCapacity(load), 'aws').split('\n');
    expect(lines.length).toBeLessThan(MAX_LINES);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(MAX_COLUMNS);
    expect(lines.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('prints neither prices nor quotas where the stack runs embedded', () => {
    const load = { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: wait };
    expect(formatPlan(planCapacity(load, { platform: platforms.embedded }), 'embedded')).not.toMatch(/\$|quota/i);
  });

  it('says whether the target is met', () => {
    const plan = planCapacity({ perMinute: 1_200, processingSeconds: 5, collecting: wait });
    expect(formatPlan(plan, 'aws')).not.toContain('not met');
    expect(formatPlan({ ...plan, targetSeconds: -1 }, 'aws')).toContain('(not met)');
  });
});
