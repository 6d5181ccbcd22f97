import { describe, expect, it } from 'vitest';
import { formatTable } from './formatTable.ts';

describe('formatTable', () => {
  it('aligns the first column to the left and the others to the right, and leaves no trailing spaces', () => {
    const rows = [
      ['a', '1', ''],
      ['bcd', '234', ''],
    ];
    expect(formatTable(rows)).toBe('  a      1\n  bcd  234');
  });
});
