import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { writeCondition } from './condition.ts';

const condition = (headers: Record<string, string>, version?: number) =>
  writeCondition({ headers } as unknown as APIGatewayProxyEvent, version);

describe('what a write depends on', () => {
  it.each([
    [{}, undefined],
    [{ 'If-Match': '"3"' }, { version: 3 }],
    [{ 'if-match': ' "12" ' }, { version: 12 }],
    [{ 'If-Match': '*' }, 'exists'],
    [{ 'If-None-Match': '*' }, 'does not exist'],
  ])('by the headers %j', (headers, expected) => {
    expect(condition(headers as Record<string, string>)).toEqual(expected);
  });

  it('may be a version without headers', () => {
    expect(condition({}, 4)).toEqual({ version: 4 });
    expect(condition({}, 0)).toBe('does not exist');
  });

  it.each([
    [{ 'If-Match': '3' }, undefined],
    [{ 'If-Match': 'W/"3"' }, undefined],
    [{ 'If-Match': '"3", "4"' }, undefined],
    [{ 'If-None-Match': '"3"' }, undefined],
    [{ 'If-Match': '"3"', 'If-None-Match': '*' }, undefined],
    [{ 'If-Match': '"3"' }, 3],
  ])('is refused when it cannot be kept: %j and version %s', (headers, version) => {
    expect(() => condition(headers as Record<string, string>, version)).toThrow(
      expect.objectContaining({ status: 400 }) as Error,
    );
  });
});
