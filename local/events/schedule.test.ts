import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodMs, scheduledEvent, startSchedule } from './schedule.ts';

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s has a period', (expression, expected) => {
    expect(periodMs(expression)).toBe(expected);
  });

  it.each([['cron(0 12 * * ? *)'], ['rate(0 minutes)'], ['rate(1 second)'], ['every minute']])(
    '%s does not run here, which is said',
    (expression) => {
      expect(() => periodMs(expression)).toThrow(`The schedule ${expression} does not run on this machine`);
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

  it('runs at every full minute until it is ended', () => {
    const times: number[] = [];
    const end = startSchedule(60_000, (time) => times.push(time));
    vi.advanceTimersByTime(29_499);
    expect(times).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(times).toEqual([120_000]);
    vi.advanceTimersByTime(120_000);
    expect(times).toEqual([120_000, 180_000, 240_000]);
    end();
    vi.advanceTimersByTime(120_000);
    expect(times).toHaveLength(3);
  });

  it('leaves out what it slept through', () => {
    const times: number[] = [];
    const end = startSchedule(60_000, (time) => {
      times.push(time);
      if (times.length === 1) vi.setSystemTime(400_000);
    });
    vi.advanceTimersByTime(29_500);
    vi.advanceTimersByTime(20_000);
    end();
    expect(times).toEqual([120_000, 420_000]);
  });
});

it('sends the event that EventBridge sends', () => {
  expect(scheduledEvent(Date.UTC(2026, 10, 23, 12), 'arn:rule', '000000000000', 'us-east-1')).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2026-11-23T12:00:00Z',
    resources: ['arn:rule'],
    detail: {},
  });
});
