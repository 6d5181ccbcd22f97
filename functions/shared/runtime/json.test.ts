import { describe, expect, it } from 'vitest';
import { asciiJson, mapStrings, parseJson, toCheckedValue } from './json.ts';

/** Random numbers from 0 to below 1, the same in every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = ['a', '__proto__', 'constructor', 'toJSON', 'rawJSON', 'ключ', '🌧', '', '\u{FFFF}'];
const NUMBERS = [
  '0',
  '-0',
  '1.10',
  '1e400',
  '-1E-7',
  '9007199254740993',
  '0.1',
  '12',
  '1.0',
  '100000000000000000000000',
];

/** JSON text of a random value, without spaces, as `JSON.stringify` writes strings. */
function randomJson(random: () => number, depth = 0): string {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const items = () => Array.from({ length: Math.floor(random() * 4) });
  switch (pick(depth > 4 ? ['number', 'string', 'literal'] : ['number', 'string', 'literal', 'array', 'object'])) {
    case 'number':
      return pick(NUMBERS);
    case 'string':
      return JSON.stringify(pick(NAMES));
    case 'array':
      return `[${items().map(() => randomJson(random, depth + 1))}]`;
    case 'object':
      return `{${[...new Set(items().map(() => pick(NAMES)))].map((name) => `${JSON.stringify(name)}:${randomJson(random, depth + 1)}`)}}`;
    default:
      return pick(['true', 'false', 'null']);
  }
}

const random = seededRandom(16);
const texts = Array.from({ length: 500 }, () => randomJson(random));

describe('parseJson', () => {
  it('returns a value that JSON.stringify writes to the letter, for 500 random texts', () => {
    for (const text of texts) expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  it('returns a number whose digits a double keeps as a number', () => {
    expect(parseJson('[0, 12, 0.1, -3]')).toEqual([0, 12, 0.1, -3]);
  });

  it('keeps the last of the members with the same name', () => {
    expect(JSON.stringify(parseJson('{"a":1.10,"a":1.20}'))).toBe('{"a":1.20}');
  });

  it('throws an error that does not quote the text', () => {
    expect(() => parseJson('secret')).toThrow(new SyntaxError('The text is not JSON'));
  });
});

describe('asciiJson', () => {
  it('is ASCII and returns the same value, for 500 random texts', () => {
    for (const text of texts) {
      const ascii = asciiJson(parseJson(text));
      expect(ascii).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.stringify(parseJson(ascii))).toBe(text);
    }
  });
});

describe('mapStrings', () => {
  it('changes strings only, for 500 random texts', () => {
    for (const text of texts) {
      expect(JSON.stringify(mapStrings(parseJson(text), (string) => string))).toBe(text);
    }
    expect(JSON.stringify(mapStrings(parseJson('{"a":["b",1.10,null]}'), () => 'x'))).toBe('{"a":["x",1.10,null]}');
  });
});

describe('toCheckedValue', () => {
  it('contains the digits of a number as they were received, and of an exponent also as a double has them', () => {
    expect(toCheckedValue(parseJson('{"phone":[9.91414444e8,991414444.00,1.10,7]}'))).toEqual({
      phone: [['9.91414444', '8', '991414444'], '991414444', '1.10', 7],
    });
  });

  it('keeps a member named __proto__', () => {
    expect(JSON.stringify(toCheckedValue(parseJson('{"__proto__":{"a":"b"}}')))).toBe('{"__proto__":{"a":"b"}}');
  });
});
