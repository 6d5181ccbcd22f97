import { describe, expect, it } from 'vitest';
import { formatMarkdownTable, formatMs, markIfMissed } from './markdown.ts';

describe('formatMarkdownTable', () => {
  it('separates the head from the rows', () => {
    expect(formatMarkdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('formatMs', () => {
  it('prints a decimal below 10 ms only', () => {
    expect([2.44, 9.96, 12.3, 1_530].map(formatMs)).toEqual(['2.4 ms', '10.0 ms', '12 ms', '1,530 ms']);
  });
});

describe('markIfMissed', () => {
  it('marks a figure that misses its target', () => {
    expect([markIfMissed('5 ms', true), markIfMissed('6 ms', false)]).toEqual(['5 ms', '6 ms, missed']);
  });
});
