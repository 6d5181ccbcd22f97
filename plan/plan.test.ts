import { describe, expect, it } from 'vitest';
import type { Load } from './load.ts';
import { planFor } from './plan.ts';
import { platforms } from './platform.ts';

const waiting = { by: 'wait' } as const;
const polling = { by: 'poll', everySeconds: 1 } as const;

describe('a plan', () => {
  it.each<[string, Load]>([
    ['one client', { connections: 1, thinkSeconds: 0, processingSeconds: 5, collecting: waiting }],
    ['10 clients', { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: polling }],
    ['500 clients', { connections: 500, thinkSeconds: 0, processingSeconds: 0.5, collecting: polling }],
    ['one question an hour', { perMinute: 1 / 60, processingSeconds: 5, collecting: polling }],
    ['1,200 questions a minute', { perMinute: 1_200, processingSeconds: 5, collecting: waiting }],
    ['1,000,000 questions a minute', { perMinute: 1_000_000, processingSeconds: 5, collecting: waiting }],
  ])('reaches its target for %s, with settings that the stack takes', (_, load) => {
    const { prediction, targetSeconds, settings } = planFor(load);
    expect(prediction.p99WaitSeconds).toBeLessThanOrEqual(targetSeconds);
    expect(settings.workerConcurrency).toBeGreaterThanOrEqual(2);
    expect(settings.workerConcurrency).toBeLessThanOrEqual(1_000);
  });

  const hundred: Load = { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: waiting };

  it('takes fewer workers where batches are given time to fill', () => {
    const [onAws, embedded] = [planFor(hundred), planFor(hundred, { platform: platforms.embedded })];
    expect(embedded.settings.workerConcurrency).toBeLessThan(0.75 * onAws.settings.workerConcurrency);
  });

  it('takes a worker for every client where nobody is to wait, and the fewest where waiting does not matter', () => {
    expect(planFor(hundred, { p99WaitSeconds: 0 }).settings.workerConcurrency).toBe(100);
    expect(planFor(hundred, { p99WaitSeconds: 60 }).settings.workerConcurrency).toBe(10);
  });

  it('shows that who prefers to wait holds an invocation each', () => {
    expect(planFor(hundred).usage.lambda.httpConcurrency).toBeCloseTo(100, -1);
    expect(planFor({ ...hundred, collecting: polling }).usage.lambda.httpConcurrency).toBeLessThan(5);
  });

  it('splits a million clients among stacks, says which quota stops them first, and is done in seconds', () => {
    const start = performance.now();
    const { stacks, settings, usage, quotaUses } = planFor({ ...hundred, connections: 1_000_000 });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(stacks * settings.workerConcurrency * settings.batchSize).toBeGreaterThan(usage.sqs.inFlight);
    expect(quotaUses[0]?.quota.name).toMatch(/^Lambda concurrent executions/);
    expect(quotaUses[0]?.used).toBeGreaterThan(1_000_000);
  });

  it('agrees with Little’s law', () => {
    const { prediction, usage } = planFor({ ...hundred, collecting: polling });
    const expected = usage.questionsPerSecond * prediction.meanSystemSeconds;
    const present = prediction.slotsInUse + usage.questionsPerSecond * prediction.meanWaitSeconds;
    expect(Math.abs(present / expected - 1)).toBeLessThan(0.02);
  });
});
