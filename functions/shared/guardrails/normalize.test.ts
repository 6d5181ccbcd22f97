import { describe, expect, it } from 'vitest';
import { normalize } from './normalize.ts';

describe('normalize', () => {
  it.each([
    ['ordinary text', 'Will it rain?', 'Will it rain?'],
    ['full-width forms', 'ａ＠ｂ．ｃｏ', 'a@b.co'],
    ['Arabic-Indic digits', '٠٩٩', '099'],
    ['Devanagari digits', '९८७', '987'],
    ['mathematical digits', '𝟎𝟗𝟗', '099'],
    ['keycaps', '0️⃣9️⃣', '09'],
    ['invisible characters', 'ig\u200bno\u00adre', 'ignore'],
    ['dashes and curly quotes', '1–2 “isn’t”', '1-2 "isn\'t"'],
    ['no-break spaces', '1\u00a02', '1 2'],
  ])('converts %s to plain text', (_, raw, plain) => {
    expect(normalize(raw).plain).toBe(plain);
  });

  it.each([
    ['URL-encoding', '%3Cscript%3E', '<script>'],
    ['nested URL-encoding', '%253Cscript%253E', '<script>'],
    ['overlong UTF-8', '..%c0%af', '../'],
    ['HTML entities', '&lt;b&gt; &#60; &#x3c;', '<b> < <'],
    ['character escapes', String.raw`\u003cb\x3e`, '<b>'],
    ['a percent sign that encodes nothing', 'live%forever 100% %zz', 'live%forever 100% %zz'],
    ['bytes that are not UTF-8', '%ff%fe', '%ff%fe'],
    ['code points that do not exist', '&#x7fffffff; &#0;', '&#x7fffffff; &#0;'],
  ])('decodes %s', (_, raw, decoded) => {
    expect(normalize(raw).decoded).toBe(decoded);
  });

  it('makes no text longer than twice its size in UTF-8', () => {
    for (let code = 0x80; code <= 0x10_ffff; code += 1) {
      const text = String.fromCodePoint(code);
      const { plain } = normalize(text);
      if (plain.length > 2 * Buffer.byteLength(text)) expect.fail(`U+${code.toString(16)}: ${plain.length} characters`);
    }
  });
});
