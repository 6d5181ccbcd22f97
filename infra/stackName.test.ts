import { expect, it } from 'vitest';
import { stackName } from './stackName.ts';

it('has the stage in it', () => {
  expect(stackName(undefined)).toBe('Augur');
  expect(stackName('test2')).toBe('Augur-test2');
});

it.each(['', 'Test', '2test', 'a-b', 'a'.repeat(17), 7])('takes no stage like %j', (stage) => {
  expect(() => stackName(stage)).toThrow('Setting stage: ');
});
