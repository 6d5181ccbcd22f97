import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatJson, formatShort } from './formats.ts';

const timestamp = Date.UTC(2026, 10, 25, 12);
const line = (message: string) => ({
  timestamp,
  logGroupName: '/aws/lambda/Augur-worker',
  logStreamName: 's',
  message,
});
const DAY_MS = 86_400_000;

describe('formatShort', () => {
  const format = (message: string, now: number) => {
    const text = formatShort(line(message), now);
    return text === undefined ? undefined : stripVTControlCharacters(text);
  };

  it('leaves the date out when it is today', () => {
    expect(format('a', timestamp)).toBe('12:00:00.000 Augur-worker         a');
  });

  it('begins with the date when it is not today', () => {
    expect(format('a', timestamp + DAY_MS)).toBe('2026-11-25 12:00:00.000 Augur-worker         a');
  });

  it('returns nothing for a metric', () => {
    expect(format('{"_aws":{}}', timestamp + DAY_MS)).toBeUndefined();
  });
});

describe('formatJson', () => {
  const common = { timestamp: '2026-11-25T12:00:00.000Z', logGroup: '/aws/lambda/Augur-worker', logStream: 's' };

  it('contains a message that is a JSON object as an object', () => {
    expect(JSON.parse(formatJson(line('{"a":1}')))).toEqual({ ...common, message: { a: 1 } });
  });

  it('contains any other message as a string', () => {
    expect(JSON.parse(formatJson(line('{"a')))).toEqual({ ...common, message: '{"a' });
  });

  it('escapes unprintable characters and keeps their values', () => {
    const text = formatJson(line(JSON.stringify({ data: 'a\u009b\u202e\u2028' })));
    expect(text).toContain('a\\u009b\\u202e\\u2028');
    expect(JSON.parse(text)).toEqual({ ...common, message: { data: 'a\u009b\u202e\u2028' } });
  });
});
