import { describe, expect, it } from 'vitest';
import { findLogGroups, isOfFunction, isOfStack } from './findLogGroups.ts';

const logGroupNames = ['/aws/lambda/Augur-dead-letter', '/aws/lambda/Augur-worker'];

describe('findLogGroups', () => {
  it.each([
    [['worker'], ['/aws/lambda/Augur-worker']],
    [['Augur-worker'], ['/aws/lambda/Augur-worker']],
    [['dead-letter'], ['/aws/lambda/Augur-dead-letter']],
    [
      ['worker', 'dead-letter', 'worker'],
      ['/aws/lambda/Augur-worker', '/aws/lambda/Augur-dead-letter'],
    ],
  ])('finds the log groups of %j', (functionNames, found) => {
    expect([...findLogGroups(functionNames, logGroupNames)]).toEqual(found);
  });

  it.each([['letter'], ['work'], ['Worker'], ['']])('throws for %j, with the functions that have logs', (name) => {
    expect(() => findLogGroups([name], logGroupNames)).toThrow(
      `No function ${name} has logged anything. Functions with logs: Augur-dead-letter, Augur-worker`,
    );
  });

  it('throws when there are no log groups', () => {
    expect(() => findLogGroups(['worker'], [])).toThrow('Functions with logs: none yet');
  });
});

it.each([
  ['/aws/lambda/Augur-worker', 'Augur', true],
  ['/aws/lambda/Augur-test-worker', 'Augur', false],
  ['/aws/lambda/Augur-test-worker', 'Augur-test', true],
  ['/aws/lambda/Augur-alert-recorder', 'Augur', true],
  ['/aws/lambda/Augur-alert-recorder', 'Augur-alert', false],
])('isOfStack(%j, %j) is %j', (logGroupName, stack, expected) => {
  expect(isOfStack(logGroupName, stack)).toBe(expected);
});

it.each([
  ['/aws/lambda/Augur-test-worker', 'worker', true],
  ['/aws/lambda/Augur-test-worker', 'Augur-test-worker', true],
  ['/aws/lambda/Augur-test-worker', 'test-worker', false],
  ['/aws/lambda/Augur-alert-recorder', 'recorder', false],
])('isOfFunction(%j, %j) is %j', (logGroupName, asked, expected) => {
  expect(isOfFunction(logGroupName, asked)).toBe(expected);
});
