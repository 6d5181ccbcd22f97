import { describe, expect, it } from 'vitest';
import { parseArguments, USAGE } from './parseArguments.ts';

const NOW = Date.UTC(2026, 10, 25);

describe('parseArguments', () => {
  it('shows the last 10 minutes of all functions of this machine by default', () => {
    expect(parseArguments([], NOW)).toEqual({
      help: false,
      follow: false,
      format: 'short',
      functionNames: [],
      level: undefined,
      since: NOW - 600_000,
      stack: 'Augur',
      stateDirectory: expect.stringMatching(/[/\\]\.augur$/),
      target: 'local',
      task: undefined,
    });
  });

  it('takes every flag', () => {
    const flags =
      '--follow --format json --function a --function b --level WARN --since 5s --stack S --state D --target aws --task t';
    expect(parseArguments(flags.split(' '), NOW)).toEqual({
      help: false,
      follow: true,
      format: 'json',
      functionNames: ['a', 'b'],
      level: 'warn',
      since: NOW - 5_000,
      stack: 'S',
      stateDirectory: 'D',
      target: 'aws',
      task: 't',
    });
  });

  it.each([
    ['--level', 'loud', '--level takes debug, info, warn, error, critical, not loud'],
    ['--format', 'xml', '--format takes short, json, not xml'],
    ['--target', 'moon', '--target takes local, localstack, aws, not moon'],
    ['--since', 'soon', '--since takes'],
    ['--bogus', '', "Unknown option '--bogus'"],
  ])('throws for %s %s', (flag, value, message) => {
    expect(() => parseArguments([flag, value], NOW)).toThrow(message);
  });

  it.each([['-h'], ['--help']])('asks for help with %s', (flag) => {
    expect(parseArguments([flag], NOW).help).toBe(true);
  });
});

describe('USAGE', () => {
  it('takes lines of any age about a task, unless --since is given', () => {
    expect(parseArguments(['--task', 't'], NOW).since).toBe(0);
    expect(parseArguments(['--task', 't', '--since', '5s'], NOW).since).toBe(NOW - 5_000);
  });

  it.each(['since', 'follow', 'function', 'level', 'task', 'format', 'target', 'stack', 'state'])(
    'explains --%s',
    (flag) => {
      expect(USAGE).toContain(`--${flag} `);
    },
  );
});
