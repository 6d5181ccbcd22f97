import { describe, expect, it } from 'vitest';
import { duration, significant, table, usd } from './format.ts';

describe('what people read', () => {
  it.each([
    [0, '0 ms'],
    [0.3404, '340 ms'],
    [0.9996, '1 s'],
    [5, '5 s'],
    [12.345, '12.3 s'],
    [1_200, '20 min'],
    [Infinity, 'endless'],
    [Number.NaN, '–'],
  ])('shows %d seconds as %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });

  it('shows three digits that matter', () => {
    expect([0, 0.034, 12.345, 1_234_567].map(significant)).toEqual(['0', '0.034', '12.3', '1,230,000']);
  });

  it('shows cents only where they matter', () => {
    expect([0.5, 99.99, 1_234.5].map(usd)).toEqual(['$0.50', '$99.99', '$1,235']);
  });

  it('aligns columns', () => {
    expect(
      table([
        ['a', '1'],
        ['bcd', '234'],
      ]),
    ).toBe('  a      1\n  bcd  234');
  });
});
