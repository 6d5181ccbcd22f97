import { describe, expect, it } from 'vitest';
import { commaSeparatedList, optionalString, readEnvironment, requiredNumber, requiredString } from './environment.ts';

describe('commaSeparatedList', () => {
  it.each<[text: string, items: string[]]>([
    ['', []],
    ['ssn', ['ssn']],
    ['ssn, passport number ,', ['ssn', 'passport number']],
  ])('parses %j', (text, items) => {
    expect(commaSeparatedList.parse(text)).toEqual(items);
  });
});

describe('readEnvironment', () => {
  it('returns the parsed variables', () => {
    const shape = { TABLE: requiredString, SECONDS: requiredNumber, SEED: optionalString };
    expect(readEnvironment(shape, { TABLE: 'tasks', SECONDS: '0.5', OTHER: 'x' })).toEqual({
      TABLE: 'tasks',
      SECONDS: 0.5,
    });
  });

  it('names every variable that is missing, empty or malformed, and no value', () => {
    const shape = { TABLE: requiredString, QUEUE: requiredString, SECONDS: requiredNumber, LIMIT: requiredNumber };
    const variables = { QUEUE: '', SECONDS: '', LIMIT: 's3cret' };
    expect(() => readEnvironment(shape, variables)).toThrow(/TABLE .*QUEUE .*SECONDS .*LIMIT/);
    expect(() => readEnvironment(shape, variables)).not.toThrow(/s3cret/);
  });
});
