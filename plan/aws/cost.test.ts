import { describe, expect, it } from 'vitest';
import type { Prediction } from '../simulation/steadyState.ts';
import { computeMonthlyCost } from './cost.ts';
import { applyTiers, prices } from './prices.ts';
import { computeUsage } from './usage.ts';

const retention = { taskDays: 7, logDays: 14 };

/** One batch of ten per second, T = 5 s, no waits: five workers. */
const prediction: Prediction = {
  answersPerMinute: 600,
  meanWaitSeconds: 0,
  p50WaitSeconds: 0,
  p99WaitSeconds: 0,
  workersInUse: 5,
  slotsInUse: 50,
  utilisation: 0.5,
  questionsPerBatch: 10,
  meanSystemSeconds: 5,
};
const load = { perMinute: 600, processingSeconds: 5 };

describe('applyTiers', () => {
  it.each([
    { millions: 0, usd: 0 },
    { millions: 333, usd: 1_165.5 },
    { millions: 1_000, usd: 1_165.5 + 667 * 2.8 },
    { millions: 2_000, usd: 1_165.5 + 667 * 2.8 + 1_000 * 2.38 },
  ])('charges each of $millions million requests at the price of its tier: $usd USD', ({ millions, usd }) => {
    expect(applyTiers(millions * 1e6, prices.apiGateway.request)).toBeCloseTo(usd, 6);
  });
});

describe('computeMonthlyCost of ten questions per second', () => {
  const polling = computeMonthlyCost(
    computeUsage({ ...load, collecting: { by: 'poll', everySeconds: 1 } }, prediction, 1, retention),
  );
  const waiting = computeMonthlyCost(computeUsage({ ...load, collecting: { by: 'wait' } }, prediction, 1, retention));
  const month = 2_628_000;

  it('charges the whole duration of the workers, at 256 MB', () => {
    expect(polling.lambdaWorkersUsd).toBeCloseTo(5 * month * 0.25 * 0.0000133334 + month * 0.2e-6, 2);
  });

  it('charges a request per question and poll, or one invocation of 512 MB that lasts as long as the client waits', () => {
    expect(polling.apiGatewayUsd).toBeCloseTo(applyTiers(10 * 6.5 * month, prices.apiGateway.request), 2);
    expect(waiting.apiGatewayUsd).toBeCloseTo(10 * month * 3.5e-6, 2);
    expect(waiting.lambdaHttpUsd).toBeCloseTo(10 * month * (5.02 * 0.5 * 0.0000133334 + 0.2e-6), 2);
  });

  it('charges three writes per question, its reads, and the storage of a week', () => {
    const keptGigabytes = (10 * 350 * 7 * 86_400) / 1e9;
    const expected = 10 * month * (3 * 0.625e-6 + 2 * 0.125e-6) + keptGigabytes * 0.45;
    expect(waiting.dynamodbUsd).toBeCloseTo(expected, 2);
  });

  it('charges a send per question, a receive and a delete per batch, and the idle long polls of three mappings', () => {
    expect(polling.sqsUsd).toBeCloseTo((10 + 2 + (3 * 5) / 20) * month * 0.4e-6, 6);
  });

  it('adds up to the total', () => {
    const { totalUsd, ...parts } = polling;
    expect(totalUsd).toBeCloseTo(
      Object.values(parts).reduce((sum, usd) => sum + usd, 0),
      6,
    );
  });
});
