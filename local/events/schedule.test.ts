import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodMs, scheduledEvent, startSchedule } from './schedule.ts';

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s has a period in milliseconds', (expression, expected) => {
    expect(periodMs(expression)).toBe(expected);
  });

  it.each([['cron(0 12 * * ? *)'], ['rate(0 minutes)'], ['rate(1 second)'], ['every minute']])(
    '%s is refused as not supported',
    (expression) => {
      expect(() => periodMs(expression)).toThrow(`The schedule ${expression} is not supported on this machine`);
    },
  );
});

describe('a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 90_500 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at every full minute until it is canceled', () => {
    const times: number[] = [];
    const cancel = startSchedule(60_000, (time) => times.push(time));
    vi.advanceTimersByTime(29_499);
    expect(times).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(times).toEqual([120_000]);
    vi.advanceTimersByTime(120_000);
    expect(times).toEqual([120_000, 180_000, 240_000]);
    cancel();
    vi.advanceTimersByTime(120_000);
    expect(times).toHaveLength(3);
  });

  it('skips the periods that passed while the machine was suspended', () => {
    const times: number[] = [];
    const cancel = startSchedule(60_000, (time) => {
      times.push(time);
      if (times.length === 1) vi.setSystemTime(400_000);
    });
    vi.advanceTimersByTime(29_500);
    vi.advanceTimersByTime(20_000);
    cancel();
    expect(times).toEqual([120_000, 420_000]);
  });
});

it('creates the event that EventBridge sends', () => {
  expect(scheduledEvent(Date.UTC(2026, 10, 23, 12), 'arn:rule', '000000000000', 'us-east-1')).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2026-11-23T12:00:00Z',
    resources: ['arn:rule'],
    detail: {},
  });
});
