import { describe, expect, it } from 'vitest';
import { stackName } from './stackName.ts';

describe('stackName', () => {
  it('returns Augur, followed by the stage if there is one', () => {
    expect(stackName(undefined)).toBe('Augur');
    expect(stackName('test2')).toBe('Augur-test2');
  });

  it.each(['', 'Test', '2test', 'a-b', 'a'.repeat(17), 7])('rejects the stage %j', (stage) => {
    expect(() => stackName(stage)).toThrow('Setting stage: ');
  });
});
