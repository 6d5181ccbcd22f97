import { describe, expect, it } from 'vitest';
import { findLogGroups } from './findLogGroups.ts';

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
