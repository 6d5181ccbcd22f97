import { describe, expect, it } from 'vitest';
import { truncate } from './truncate.ts';

const hasAtMost = (characters: number) => (text: string) => text.length <= characters;

describe('truncate', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc…'],
    ['', 0, ''],
    ['a', 0, '…'],
    ['a🌧b', 2, 'a…'],
    ['a🌧b', 3, 'a🌧…'],
    ['🌧', 1, '…'],
    ['\ud83cab', 2, '\ud83ca…'],
  ])('shortens %j to %i: %j', (text, characters, expected) => {
    expect(truncate(text, hasAtMost(characters))).toBe(expected);
  });
});
