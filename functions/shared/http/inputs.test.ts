import { describe, expect, it } from 'vitest';
import { MAX_QUESTION_CHARACTERS as MAX_OF_GUARDRAIL } from '../guardrails/guardrails.ts';
import { keyQuery, MAX_QUESTION_CHARACTERS } from './inputs.ts';

describe('the name of an entry in the store', () => {
  it.each([['test1'], ['a'], ['user:7/name'], ['ключ 1'], ['x'.repeat(200)]])('accepts %j', (name) => {
    expect(keyQuery.safeParse({ key: name }).success).toBe(true);
  });

  it.each([[''], [' '], ['../x'], ['a\nb'], ['a;b'], ['x'.repeat(201)], [undefined]])('rejects %j', (name) => {
    expect(keyQuery.safeParse({ key: name }).success).toBe(false);
  });
});

describe('the longest question', () => {
  it('is the same for the schema and the guardrail', () => {
    expect(MAX_QUESTION_CHARACTERS).toBe(MAX_OF_GUARDRAIL);
  });
});
