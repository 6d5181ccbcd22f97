import { describe, expect, it } from 'vitest';
import { isSelected, LEVELS } from './selection.ts';

const line = (message: unknown) => ({
  timestamp: 0,
  logGroupName: '/aws/lambda/worker',
  logStreamName: 's',
  message: typeof message === 'string' ? message : JSON.stringify(message),
});

describe('isSelected', () => {
  it.each([
    [{ level: 'INFO' }, ['debug', 'info']],
    [{ level: 'ERROR' }, ['debug', 'info', 'warn', 'error']],
    [{ level: 'TRACE' }, []],
    ['plain text', ['debug', 'info']],
    [{ type: 'platform.report', record: { status: 'timeout' } }, ['debug', 'info', 'warn', 'error']],
    [{ type: 'platform.report', record: { status: 'success' } }, ['debug', 'info']],
  ])('selects %j at the levels %j', (message, levels) => {
    expect(LEVELS.filter((level) => isSelected(line(message), { level }))).toEqual(levels);
  });

  it('selects every line without a level and a task', () => {
    expect(isSelected(line({ level: 'DEBUG', task_id: 'a-1' }), {})).toBe(true);
  });

  it('selects a line whose task_id is the task', () => {
    expect(isSelected(line({ task_id: 'a-1' }), { task: 'a-1' })).toBe(true);
  });

  it.each([
    [{ task_id: 'a-2' }],
    [{ task_id: 'a-12' }],
    [{ correlation_id: 'a-1' }],
    [{ message: 'a-1 went before' }],
    ['a-1'],
  ])('does not select %j, whose task_id is not the task', (message) => {
    expect(isSelected(line(message), { task: 'a-1' })).toBe(false);
  });
});
