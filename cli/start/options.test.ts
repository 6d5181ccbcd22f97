import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { readOptions } from './options.ts';

describe('the options of npm start', () => {
  it('have a default each', () => {
    expect(readOptions([], {})).toEqual({
      help: false,
      assembly: undefined,
      input: {
        context: { errorReportsDir: join(root, 'error_reports') },
        environment: { API_TOKENS: 'SECRET_TOKEN,Secret123' },
      },
      stateDirectory: join(root, '.augur'),
      fresh: false,
      concurrency: 'shared',
      port: 8000,
      allowedHosts: [],
      parameters: {},
      watch: false,
    });
  });

  it('pass settings to the CDK app as context, with all that follows the first equals sign', () => {
    const { input } = readOptions(['-c', 'processingSeconds=1', '-c', 'answerSeed=a=b'], {});
    expect(input.context).toMatchObject({ processingSeconds: '1', answerSeed: 'a=b' });
  });

  it('pass to the CDK app those environment variables that it reads, and no other', () => {
    const { input } = readOptions([], { API_TOKENS: 'one', ALERT_KEYWORDS: '', HOME: '/home' });
    expect(input.environment).toEqual({ API_TOKENS: 'one', ALERT_KEYWORDS: '' });
  });

  it('pass the token of InfluxDB as a parameter of the stack', () => {
    const environment = { INFLUX_URL: 'http://127.0.0.1:8086', INFLUX_TOKEN: 'token' };
    expect(readOptions([], environment).parameters).toEqual({ InfluxToken: 'token' });
  });

  it('allow further hosts, separated by commas', () => {
    expect(readOptions([], { ALLOWED_HOSTS: 'augur.test, [fd00::1] ,' }).allowedHosts).toEqual([
      'augur.test',
      '[fd00::1]',
    ]);
  });

  it('run an assembly that is named as it is', () => {
    expect(readOptions(['--assembly', '/assembly'], {})).toMatchObject({ assembly: '/assembly' });
    expect(() => readOptions(['--assembly', '/assembly', '--watch'], {})).toThrow('cannot be used together');
  });

  it.each([
    [['-c', 'processingSeconds'], {}, '-c takes key=value'],
    [['-c', '=1'], {}, '-c takes key=value'],
    [['--unknown'], {}, "Unknown option '--unknown'"],
    [[], { PORT: 'http' }, 'PORT has to be a number from 0 to 65535, not "http".'],
    [[], { PORT: '' }, 'PORT has to be a number'],
    [[], { PORT: '65536' }, 'PORT has to be a number'],
    [[], { INFLUX_URL: 'http://127.0.0.1:8086' }, 'INFLUX_TOKEN is not'],
  ])('are refused with a message: %j %j', (args, environment, message) => {
    expect(() => readOptions(args, environment)).toThrow(message);
  });
});
