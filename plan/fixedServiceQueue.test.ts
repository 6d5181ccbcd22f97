import { describe, expect, it } from 'vitest';
import { fixedServiceQueue } from './fixedServiceQueue.ts';

describe('M/D/c', () => {
  // Pollaczek and Khinchine: ρ T / (2 (1 − ρ)).
  it.each([
    { perSecond: 0.5, expected: 0.5 },
    { perSecond: 0.8, expected: 2 },
    { perSecond: 0.9, expected: 4.5 },
    { perSecond: 0.95, expected: 9.5 },
  ])('with one server and $perSecond a service time waits $expected on average', ({ perSecond, expected }) => {
    const { meanWaitSeconds, waitProbability } = fixedServiceQueue(perSecond, 1, 1);
    expect(meanWaitSeconds).toBeCloseTo(expected, 4);
    expect(waitProbability).toBeCloseTo(perSecond, 6);
  });

  // Of one server: P(W ≤ t) = (1 − ρ) e^λt for t < T.
  it('has the distribution of Erlang for one server', () => {
    const seconds = fixedServiceQueue(0.5, 1, 1).waitSeconds(0.75);
    expect(seconds).toBeCloseTo(Math.log(1.5) / 0.5, 6);
  });

  it('waits for nothing where servers are plenty, however many', () => {
    expect(fixedServiceQueue(1_000, 5, 10_000)).toMatchObject({ meanWaitSeconds: 0, waitProbability: 0 });
  });

  it('refuses what its servers cannot do', () => {
    expect(() => fixedServiceQueue(2, 5, 10)).toThrow(RangeError);
  });
});
