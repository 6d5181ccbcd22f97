import { describe, expect, it } from 'vitest';
import { readFlags } from './flags.ts';

const read = (line: string) => readFlags(line.split(' ').filter((word) => word !== ''));

describe('the flags', () => {
  it('have defaults for all but the load', () => {
    expect(read('--connections 100')).toEqual({
      help: false,
      json: false,
      platform: 'aws',
      load: { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'poll', everySeconds: 1 } },
    });
  });

  it('take times with their units', () => {
    const { load, p99WaitSeconds } = read('--per-minute 30 --processing 1.5m --p99 250ms --collect wait');
    expect(load).toEqual({ perMinute: 30, processingSeconds: 90, collecting: { by: 'wait' } });
    expect(p99WaitSeconds).toBe(0.25);
  });

  it('have clients think when they are more than the questions need', () => {
    expect(read('--connections 100 --per-minute 600 --collect wait').load).toMatchObject({ thinkSeconds: 4.9 });
  });

  it.each([
    ['', /Say how much is asked/],
    ['--connections 0', /--connections takes a number above 0/],
    ['--connections 1e9', /--connections takes a number above 0/],
    ['--connections 1.5', /whole number/],
    ['--connections many', /not many/],
    ['--per-minute -5', /--per-minute/],
    ['--connections 10 --processing 5', /--processing takes a time with its unit/],
    ['--connections 10 --processing 0s', /from 1ms to 800s/],
    ['--connections 10 --processing 20m', /from 1ms to 800s/],
    ['--connections 10 --p99 fast', /--p99 takes a time/],
    ['--connections 10 --poll 0s', /--poll takes more than 0/],
    ['--connections 10 --collect email', /--collect takes poll or wait/],
    ['--connections 10 --on azure', /--on takes aws or embedded/],
    ['--connections 10 --think 1s --per-minute 5', /exclude each other/],
    ['--connections 10 --per-minute 5000', /10 connections cannot ask 5000 questions a minute: 107 at most/],
    ['--conections 10', /--conections/],
  ])('%s is refused', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
