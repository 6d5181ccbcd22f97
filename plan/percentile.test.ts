import { describe, expect, it } from 'vitest';
import { p50AndP99, percentile } from './percentile.ts';

const oneToTwoHundred = Array.from({ length: 200 }, (_, index) => index + 1);

describe('percentile', () => {
  it.each([
    { share: 0, expected: 1 },
    { share: 0.5, expected: 100 },
    { share: 0.99, expected: 198 },
    { share: 1, expected: 200 },
  ])('returns the nearest rank: $expected for a share of $share of 1 to 200', ({ share, expected }) => {
    expect(percentile(oneToTwoHundred, share)).toBe(expected);
  });

  it('returns NaN for no values', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('p50AndP99', () => {
  it('returns the same for values in any order, and leaves them as they are', () => {
    const values = oneToTwoHundred.toReversed();
    expect(p50AndP99(values)).toEqual({ p50: 100, p99: 198 });
    expect(values[0]).toBe(200);
  });
});
