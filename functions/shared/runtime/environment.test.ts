import { describe, expect, it } from 'vitest';
import { list } from './environment.ts';

describe('a list in the environment', () => {
  it.each<[text: string, items: string[]]>([
    ['', []],
    ['ssn', ['ssn']],
    ['ssn, passport number ,', ['ssn', 'passport number']],
  ])('of %j', (text, items) => {
    expect(list.parse(text)).toEqual(items);
  });
});
