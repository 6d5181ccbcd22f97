import { describe, expect, it } from 'vitest';
import { writeConditionOf } from './writeCondition.ts';

const conditionOf = (headers: Record<string, string>, version?: number) =>
  writeConditionOf({ headerValues: (name) => (headers[name] === undefined ? [] : [headers[name]]) }, version);

describe('writeConditionOf', () => {
  it.each<[headers: Record<string, string>, expected: unknown]>([
    [{}, undefined],
    [{ 'if-match': '"3"' }, { versions: [3] }],
    [{ 'if-match': ' "12" ' }, { versions: [12] }],
    [{ 'if-match': '"3", "4","3"' }, { versions: [3, 4] }],
    [{ 'if-match': ', "3" ,, "4" ,' }, { versions: [3, 4] }],
    [{ 'if-match': 'W/"3", "4"' }, { versions: [4] }],
    [{ 'if-match': 'W/"3"' }, { versions: [] }],
    [{ 'if-match': '"other", "a,b", "", "03", "3"' }, { versions: [3] }],
    [{ 'if-none-match': '"3", W/"4"' }, { otherThan: [3, 4] }],
    [{ 'if-none-match': '"other"' }, { otherThan: [] }],
    [{ 'if-match': ' * ' }, 'exists'],
    [{ 'if-match': '*' }, 'exists'],
    [{ 'if-none-match': '*' }, 'does not exist'],
  ])('reads the headers %j', (headers, expected) => {
    expect(conditionOf(headers)).toEqual(expected);
  });

  it('takes a version without headers, and 0 as the version of an entry that does not exist', () => {
    expect(conditionOf({}, 4)).toEqual({ versions: [4] });
    expect(conditionOf({}, 0)).toBe('does not exist');
  });

  it.each<[headers: Record<string, string>, version: number | undefined]>([
    [{ 'if-match': '3' }, undefined],
    [{ 'if-match': '' }, undefined],
    [{ 'if-match': ',' }, undefined],
    [{ 'if-match': '"3" "4"' }, undefined],
    [{ 'if-match': '"3", *' }, undefined],
    [{ 'if-match': 'w/"3"' }, undefined],
    [{ 'if-none-match': '3' }, undefined],
    [{ 'if-match': Array.from({ length: 101 }, (_, version) => `"${version + 1}"`).join() }, undefined],
    [{ 'if-match': '"3"', 'if-none-match': '*' }, undefined],
    [{ 'if-match': '"3"' }, 3],
  ])('throws a 400 for a malformed or a second condition: %j and version %s', (headers, version) => {
    expect(() => conditionOf(headers, version)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  });
});
