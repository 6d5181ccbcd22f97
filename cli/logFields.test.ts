import { describe, expect, it } from 'vitest';
import { parseLogFields, readPlatformRecord } from './logFields.ts';

describe('parseLogFields', () => {
  it('returns the fields of a JSON object', () => {
    expect(parseLogFields('{"a":1}')).toEqual({ a: 1 });
  });

  it.each(['7', '[1]', 'null', '"text"', '{"a', 'plain text', ''])('returns nothing for %j', (message) => {
    expect(parseLogFields(message)).toBeUndefined();
  });
});

describe('readPlatformRecord', () => {
  it('returns the record of a platform message', () => {
    expect(readPlatformRecord({ type: 'platform.report', record: { status: 'error' } })).toEqual({ status: 'error' });
  });

  it.each([[{}], [{ record: null }], [{ record: 'text' }]])('returns an empty record for %j', (fields) => {
    expect(readPlatformRecord(fields)).toEqual({});
  });
});
