import { describe, expect, it } from 'vitest';
import { groupsOf } from './functionNames.ts';

const groups = ['/aws/lambda/Augur-dead-letter', '/aws/lambda/Augur-worker'];

describe('the log groups of functions', () => {
  it.each([
    [['worker'], ['/aws/lambda/Augur-worker']],
    [['Augur-worker'], ['/aws/lambda/Augur-worker']],
    [['dead-letter'], ['/aws/lambda/Augur-dead-letter']],
    [
      ['worker', 'dead-letter', 'worker'],
      ['/aws/lambda/Augur-worker', '/aws/lambda/Augur-dead-letter'],
    ],
  ])('%j are found', (functions, found) => {
    expect([...groupsOf(functions, groups)]).toEqual(found);
  });

  it.each([['letter'], ['work'], ['Worker'], ['']])('%j is unknown, and told those there are', (name) => {
    expect(() => groupsOf([name], groups)).toThrow(
      `No function ${name} has logged anything. Those that have: Augur-dead-letter, Augur-worker`,
    );
  });

  it('are none where nothing has been logged', () => {
    expect(() => groupsOf(['worker'], [])).toThrow('Those that have: none yet');
  });
});
