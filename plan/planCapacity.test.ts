import { describe, expect, it } from 'vitest';
import type { Load } from './load.ts';
import { planCapacity } from './planCapacity.ts';
import { platforms } from './platform.ts';

const waiting = { by: 'wait' } as const;
const polling = { by: 'poll', everySeconds: 1 } as const;

describe('planCapacity', () => {
  it.each<[string, Load]>([
    ['one client', { connections: 1, thinkSeconds: 0, processingSeconds: 5, collecting: waiting }],
    ['10 clients', { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: polling }],
    ['500 clients', { connections: 500, thinkSeconds: 0, processingSeconds: 0.5, collecting: polling }],
    ['one question per hour', { perMinute: 1 / 60, processingSeconds: 5, collecting: polling }],
    ['1,200 questions per minute', { perMinute: 1_200, processingSeconds: 5, collecting: waiting }],
    ['1,000,000 questions per minute', { perMinute: 1_000_000, processingSeconds: 5, collecting: waiting }],
  ])('meets the target for %s, with settings within the bounds of the stack', (_, load) => {
    const { prediction, targetSeconds, settings } = planCapacity(load);
    expect(prediction.p99WaitSeconds).toBeLessThanOrEqual(targetSeconds);
    expect(settings.workerConcurrency).toBeGreaterThanOrEqual(2);
    expect(settings.workerConcurrency).toBeLessThanOrEqual(1_000);
  });

  const hundred: Load = { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: waiting };

  it('proposes fewer workers where the mapping gathers batches', () => {
    const [onAws, embedded] = [planCapacity(hundred), planCapacity(hundred, { platform: platforms.embedded })];
    expect(embedded.settings.workerConcurrency).toBeLessThan(0.75 * onAws.settings.workerConcurrency);
  });

  it('proposes one worker per client for a target of 0, and the fewest workers for a long one', () => {
    expect(planCapacity(hundred, { p99WaitSeconds: 0 }).settings.workerConcurrency).toBe(100);
    expect(planCapacity(hundred, { p99WaitSeconds: 60 }).settings.workerConcurrency).toBe(10);
  });

  it('counts an invocation for each client with Prefer: wait, and hardly any for clients that poll', () => {
    expect(planCapacity(hundred).usage.lambda.httpConcurrency).toBeCloseTo(100, -1);
    expect(planCapacity({ ...hundred, collecting: polling }).usage.lambda.httpConcurrency).toBeLessThan(5);
  });

  it('splits a million clients among stacks, names the quota that they exceed most, and returns within 10 s', () => {
    const start = performance.now();
    const { stacks, settings, usage, quotaUsages } = planCapacity({ ...hundred, connections: 1_000_000 });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(stacks * settings.workerConcurrency * settings.batchSize).toBeGreaterThan(usage.sqs.inFlight);
    expect(quotaUsages[0]?.quota.name).toMatch(/^Lambda concurrent executions/);
    expect(quotaUsages[0]?.used).toBeGreaterThan(1_000_000);
  });

  it('predicts waits and slots in use that satisfy Little’s law', () => {
    const { prediction, usage } = planCapacity({ ...hundred, collecting: polling });
    const expected = usage.questionsPerSecond * prediction.meanSystemSeconds;
    const present = prediction.slotsInUse + usage.questionsPerSecond * prediction.meanWaitSeconds;
    expect(Math.abs(present / expected - 1)).toBeLessThan(0.02);
  });
});
