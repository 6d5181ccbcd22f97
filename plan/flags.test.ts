import { describe, expect, it } from 'vitest';
import { readFlags } from './flags.ts';

const read = (line: string) => readFlags(line.split(' ').filter((word) => word !== ''));

describe('readFlags', () => {
  it('has defaults for everything but the load', () => {
    expect(read('--connections 100')).toEqual({
      help: false,
      json: false,
      platform: 'aws',
      load: { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'poll', everySeconds: 1 } },
    });
  });

  it('reads durations with their units', () => {
    const { load, p99WaitSeconds } = read('--per-minute 30 --processing 1.5m --p99 250ms --collect wait');
    expect(load).toEqual({ perMinute: 30, processingSeconds: 90, collecting: { by: 'wait' } });
    expect(p99WaitSeconds).toBe(0.25);
  });

  it('derives the think time from the number of clients and the rate', () => {
    expect(read('--connections 100 --per-minute 600 --collect wait').load).toMatchObject({ thinkSeconds: 4.9 });
  });

  it('needs no load for --help', () => {
    expect(read('--help').help).toBe(true);
  });

  it.each([
    ['', /Specify the load/],
    ['--connections 0', /--connections takes a number above 0/],
    ['--connections 1e9', /--connections takes a number above 0/],
    ['--connections 1.5', /an integer/],
    ['--connections many', /not many/],
    ['--per-minute -5', /--per-minute/],
    ['--connections 10 --processing 5', /--processing takes a duration with its unit/],
    ['--connections 10 --processing 0s', /1ms to 800s/],
    ['--connections 10 --processing 20m', /1ms to 800s/],
    ['--connections 10 --p99 fast', /--p99 takes a duration/],
    ['--connections 10 --poll 0s', /--poll takes more than 0/],
    ['--connections 10 --collect email', /--collect takes poll or wait/],
    ['--connections 10 --on azure', /--on takes aws or embedded/],
    ['--connections 10 --think 1s --per-minute 5', /exclude each other/],
    ['--connections 10 --per-minute 5000', /10 connections cannot ask 5000 questions per minute, only up to 107/],
    ['--conections 10', /--conections/],
  ])('throws for "%s" and says what is expected', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
