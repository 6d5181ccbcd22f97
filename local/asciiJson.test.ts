import { expect, it } from 'vitest';
import { asciiJson } from './asciiJson.ts';

it('serializes every character to ASCII, and parses to the same value', () => {
  const value = { text: 'Чи буде дощ 🌧\u0000\u007F\u2028\uFFFE\uFFFF\uD800 "\\', 'ключ 🔑': [1, null, true] };
  const json = asciiJson(value);
  expect(json).toMatch(/^[ -~]+$/);
  expect(JSON.parse(json)).toEqual(value);
});
