import { describe, expect, it } from 'vitest';
import { fieldsOf, isSelected } from './selection.ts';

const line = (message: unknown) => ({
  timestamp: 0,
  logGroupName: '/aws/lambda/worker',
  logStreamName: 's',
  message: typeof message === 'string' ? message : JSON.stringify(message),
});

describe('a line', () => {
  it.each([
    [{ level: 'INFO' }, ['debug', 'info']],
    [{ level: 'ERROR' }, ['debug', 'info', 'warn', 'error']],
    ['plain text', ['debug', 'info']],
    [{ type: 'platform.report', record: { status: 'timeout' } }, ['debug', 'info', 'warn', 'error']],
    [{ type: 'platform.report', record: { status: 'success' } }, ['debug', 'info']],
  ])('of %j is shown at the levels %j', (message, levels) => {
    const all = ['debug', 'info', 'warn', 'error', 'critical'];
    expect(all.filter((level) => isSelected(line(message), { level }))).toEqual(levels);
  });

  it('is shown for its own task', () => {
    expect(isSelected(line({ task_id: 'a-1' }), { task: 'a-1' })).toBe(true);
  });

  it.each([
    [{ task_id: 'a-2' }],
    [{ task_id: 'a-12' }],
    [{ correlation_id: 'a-1' }],
    [{ message: 'a-1 went before' }],
    ['a-1'],
  ])('as %j is not shown for another task', (message) => {
    expect(isSelected(line(message), { task: 'a-1' })).toBe(false);
  });

  it('has fields when it is a JSON object', () => {
    expect(fieldsOf(line({ a: 1 }))).toEqual({ a: 1 });
    expect(fieldsOf(line('7'))).toBeUndefined();
    expect(fieldsOf(line('{"a'))).toBeUndefined();
  });
});
