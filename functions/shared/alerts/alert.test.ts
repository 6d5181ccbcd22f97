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

  it('fits into a message, which is ASCII, when JSON escapes every character', () => {
    const data = toAlertData({ key: '"'.repeat(262_144) });
    expect(asciiJson({ data }).length).toBeLessThan(MAX_MESSAGE_BYTES);
  });

  it.each([['ї'], ['🌧'], ['\u{1}'], ['\u{FFFF}']])(
    'is truncated between characters to fit into a message: %j',
    (character) => {
      const data = toAlertData(character.repeat(400_000));
      expect(data.slice(0, -1)).toBe(character.repeat((data.length - 1) / character.length));
      expect(data.at(-1)).toBe('…');
      expect(asciiJson({ data }).length).toBeLessThan(MAX_MESSAGE_BYTES);
      expect(asciiJson({ data }).length).toBeGreaterThan(999_000);
    },
  );
});
