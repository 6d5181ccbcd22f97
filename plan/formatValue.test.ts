import { describe, expect, it } from 'vitest';
import { formatCompact, formatCount, formatDuration, formatSignificant, formatUsd } from './formatValue.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.3404, '340 ms'],
    [0.9996, '1 s'],
    [5, '5 s'],
    [12.345, '12.3 s'],
    [1_200, '20 min'],
    [Infinity, 'unbounded'],
    [Number.NaN, '–'],
  ])('formats %d seconds as %s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });
});

it('formatSignificant rounds to three significant digits', () => {
  expect([0, 0.034, 12.345, 1_234_567].map(formatSignificant)).toEqual(['0', '0.034', '12.3', '1,230,000']);
});

it('formatSignificant uses an exponent below 0.01', () => {
  expect(formatSignificant(0.000_123)).toBe('1e-4');
});

it('formatCompact adds a suffix for the magnitude', () => {
  expect([307_400_000, 3.08e12].map(formatCompact)).toEqual(['307M', '3.08T']);
});

it('formatCount rounds to an integer and separates thousands', () => {
  expect([0.4, 1_234.5].map(formatCount)).toEqual(['0', '1,235']);
});

it('formatUsd adds cents below 100 dollars only', () => {
  expect([0.5, 99.99, 1_234.5].map(formatUsd)).toEqual(['$0.50', '$99.99', '$1,235']);
});
