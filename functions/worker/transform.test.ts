import { describe, expect, it } from 'vitest';
import { parseJson } from '../shared/runtime/json.ts';
import { transform } from './transform.ts';

describe('a transform', () => {
  it('upper-cases every string and keeps the shape', () => {
    expect(
      transform({ name: 'Test User', city: 'Львів', tags: ['a', { deep: 'straße' }], age: 3, ok: true, none: null }),
    ).toEqual({ name: 'TEST USER', city: 'ЛЬВІВ', tags: ['A', { deep: 'STRASSE' }], age: 3, ok: true, none: null });
  });

  it.each([
    ['hello', 'HELLO'],
    [7, 7],
    [null, null],
    [[], []],
  ])('takes any JSON value: %j', (input, output) => {
    expect(transform(input)).toEqual(output);
  });

  it('keeps the digits of numbers', () => {
    expect(JSON.stringify(transform(parseJson('["a",9007199254740993,1.10,1e400,-0]')))).toBe(
      '["A",9007199254740993,1.10,1e400,-0]',
    );
  });

  it('keeps a key that means something to JavaScript', () => {
    const input: unknown = JSON.parse('{"__proto__":"a","toString":"b"}');
    expect(JSON.stringify(transform(input))).toBe('{"__proto__":"A","toString":"B"}');
  });
});
