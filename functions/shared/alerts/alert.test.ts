import { describe, expect, it } from 'vitest';
import { asciiJson } from '../runtime/json.ts';
import { toAlertData } from './alert.ts';

/** What SQS accepts as one message, with room for the other members of an alert. */
const MAX_MESSAGE_BYTES = 1_048_576 - 1_000;

describe('toAlertData', () => {
  it.each([
    ['a string as it is', 'a@example.com', 'a@example.com'],
    ['any other value as JSON', { a: [1, null] }, '{"a":[1,null]}'],
  ])('returns %s', (_, input, data) => {
    expect(toAlertData(input)).toBe(data);
  });

  it('truncates data that would not fit into an item, between characters', () => {
    const data = toAlertData('ї'.repeat(300_000));
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(390_003);
    expect(data).toMatch(/^ї+…$/);
  });

  it('fits into a message, also when JSON escapes every character', () => {
    const data = toAlertData({ key: '"'.repeat(262_144) });
    expect(Buffer.byteLength(JSON.stringify({ data }))).toBeLessThan(MAX_MESSAGE_BYTES);
  });

  it.each([['ї'], ['🌧'], ['\u{1}'], ['\u{FFFF}']])(
    'fits into an item and a message, which is ASCII, for %j',
    (character) => {
      const data = toAlertData(character.repeat(390_000));
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(390_003);
      expect(asciiJson({ data }).length).toBeLessThan(MAX_MESSAGE_BYTES);
      expect(data.isWellFormed()).toBe(true);
      // As much as fits: one of the two limits is reached.
      expect(Math.max(Buffer.byteLength(data) / 390_000, asciiJson(data).length / 1_000_000)).toBeGreaterThan(0.99);
    },
  );
});
