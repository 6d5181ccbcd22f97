import { describe, expect, it } from 'vitest';
import { monthlyCost } from './cost.ts';
import type { Prediction } from './predict.ts';
import { costUsd, prices } from './prices.ts';
import { usageOf } from './usage.ts';

const retention = { taskDays: 7, logDays: 14 };

/** One batch of ten a second, T = 5 s, no waits: five workers. */
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

describe('a price with tiers', () => {
  it.each([
    { millions: 0, usd: 0 },
    { millions: 333, usd: 1_165.5 },
    { millions: 1_000, usd: 1_165.5 + 667 * 2.8 },
    { millions: 2_000, usd: 1_165.5 + 667 * 2.8 + 1_000 * 2.38 },
  ])('makes $millions million requests cost $usd', ({ millions, usd }) => {
    expect(costUsd(millions * 1e6, prices.apiGateway.request)).toBeCloseTo(usd, 6);
  });
});

describe('the cost of ten questions a second', () => {
  const polling = monthlyCost(
    usageOf({ ...load, collecting: { by: 'poll', everySeconds: 1 } }, prediction, 1, retention),
  );
  const waiting = monthlyCost(usageOf({ ...load, collecting: { by: 'wait' } }, prediction, 1, retention));
  const month = 2_628_000;

  it('has the sleep of its workers, a quarter of a gigabyte each', () => {
    expect(polling.lambdaWorkersUsd).toBeCloseTo(5 * month * 0.25 * 0.0000133334 + month * 0.2e-6, 2);
  });

  it('has a request for each question and each look, or one that waits in an invocation of half a gigabyte', () => {
    expect(polling.apiGatewayUsd).toBeCloseTo(costUsd(10 * 6.5 * month, prices.apiGateway.request), 2);
    expect(waiting.apiGatewayUsd).toBeCloseTo(10 * month * 3.5e-6, 2);
    expect(waiting.lambdaHttpUsd).toBeCloseTo(10 * month * (5.02 * 0.5 * 0.0000133334 + 0.2e-6), 2);
  });

  it('has three writes for each question, its reads, and what is kept for a week', () => {
    const keptGigabytes = (10 * 350 * 7 * 86_400) / 1e9;
    const expected = 10 * month * (3 * 0.625e-6 + 2 * 0.125e-6) + keptGigabytes * 0.45;
    expect(waiting.dynamodbUsd).toBeCloseTo(expected, 2);
  });

  it('is the sum of its parts', () => {
    const { totalUsd, ...parts } = polling;
    expect(totalUsd).toBeCloseTo(
      Object.values(parts).reduce((sum, usd) => sum + usd, 0),
      6,
    );
  });
});
