import { describe, expect, it } from 'vitest';
import { escapeLines, escapeUnprintable } from './escape.ts';

describe('escapeUnprintable', () => {
  it.each([
    ['a line break', 'a\r\nb', 'a\\r\\nb'],
    ['an escape sequence', '\u001b[2J\u0007', '\\u001b[2J\\u0007'],
    ['DEL and C1', '\u007f\u009b31m', '\\u007f\\u009b31m'],
    ['bidirectional controls', '\u202eabc\u2066\u200f', '\\u202eabc\\u2066\\u200f'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['invisible characters', '\ufeff\u200b\u{e0041}', '\\ufeff\\u200b\\udb40\\udc41'],
    ['a lone surrogate', '\ud800', '\\ud800'],
  ])('escapes %s', (_, text, escaped) => {
    expect(escapeUnprintable(text)).toBe(escaped);
  });

  it('keeps letters of all scripts, emoji and backslashes', () => {
    const text = 'Чи буде дощ? \u05d0\u05d1 🌧 \\n';
    expect(escapeUnprintable(text)).toBe(text);
  });

  it('keeps the value of a JSON text', () => {
    const value = { key: 'a\u202e\u2028\u009b\u{e0041}b' };
    expect(JSON.parse(escapeUnprintable(JSON.stringify(value)))).toEqual(value);
  });
});

it('escapeLines keeps line breaks', () => {
  expect(escapeLines('a\n\u001bb\r')).toBe('a\n\\u001bb\\r');
});
