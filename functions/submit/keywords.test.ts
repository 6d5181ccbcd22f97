import { describe, expect, it } from 'vitest';
import { createKeywordCheck } from './keywords.ts';

const check = createKeywordCheck(['ssn', 'паспорт', 'c++']);
const found = (value: unknown) => check(value).map(({ type }) => type);

describe('the keywords', () => {
  it.each([
    ['my ssn is gone'],
    ['SSN'],
    ['the “Ssn”, please'],
    ['line\nssn'],
    [{ ssn: 1 }],
    [{ a: [{ b: 'my ssn' }] }],
    ['ｓｓｎ'],
  ])('are found as whole words, in any case, at any depth: %j', (value) => {
    expect(found(value)).toEqual(['keyword ssn']);
  });

  it.each([['classname'], ['ssns'], ['ssn_id'], ['session'], [{ lessn: 1 }], [7], [null]])(
    'are not found within other words: %j',
    (value) => {
      expect(found(value)).toEqual([]);
    },
  );

  it('may be of any script and hold any character', () => {
    expect(found('мій Паспорт і C++')).toEqual(['keyword паспорт', 'keyword c++']);
    expect(found('паспорти')).toEqual([]);
  });

  it('may be none', () => {
    expect(createKeywordCheck([])('ssn')).toEqual([]);
  });
});
