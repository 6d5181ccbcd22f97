import { describe, expect, it } from 'vitest';
import { solveFixedServiceQueue } from './fixedServiceQueue.ts';

describe('solveFixedServiceQueue', () => {
  // Pollaczek and Khinchine: ρ T / (2 (1 − ρ)).
  it.each([
    { perSecond: 0.5, expected: 0.5 },
    { perSecond: 0.8, expected: 2 },
    { perSecond: 0.9, expected: 4.5 },
    { perSecond: 0.95, expected: 9.5 },
  ])('has a mean wait of $expected s for one server, $perSecond arrivals/s and T = 1 s', ({ perSecond, expected }) => {
    const { meanWaitSeconds, waitProbability } = solveFixedServiceQueue(perSecond, 1, 1);
    expect(meanWaitSeconds).toBeCloseTo(expected, 4);
    expect(waitProbability).toBeCloseTo(perSecond, 6);
  });

  // Of one server: P(W ≤ t) = (1 − ρ) e^λt for t < T.
  it('has the waiting time distribution of Erlang for one server', () => {
    const seconds = solveFixedServiceQueue(0.5, 1, 1).waitSeconds(0.75);
    expect(seconds).toBeCloseTo(Math.log(1.5) / 0.5, 6);
  });

  it('has no wait when the servers far exceed the offered load', () => {
    expect(solveFixedServiceQueue(1_000, 5, 10_000)).toMatchObject({ meanWaitSeconds: 0, waitProbability: 0 });
  });

  it('throws a RangeError when the arrivals exceed what the servers can process', () => {
    expect(() => solveFixedServiceQueue(2, 5, 10)).toThrow(RangeError);
  });
});
