import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Returns the period of a schedule expression such as `rate(5 minutes)`, in milliseconds.
 * Source: Amazon EventBridge User Guide, "Setting a schedule pattern".
 *
 * @throws Error when the expression is invalid, or is `cron(…)`, which is not supported on this machine
 */
export function periodMs(expression: string): number {
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count === undefined || unitMs === undefined) {
    throw new Error(`The schedule ${expression} is not supported on this machine. Use rate(…).`);
  }
  return Number(count) * unitMs;
}

/**
 * Creates the event that EventBridge sends for a schedule.
 * Source: Amazon EventBridge User Guide, "EventBridge scheduled events".
 *
 * @param time in milliseconds since the epoch
 */
export function scheduledEvent(time: number, ruleArn: string, account: string, region: string): ScheduledEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    // EventBridge gives the time in whole seconds.
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

/**
 * Calls a function at every full period of the clock, such as at the beginning of every minute. It does not wait for a
 * call to finish before the next one.
 *
 * @param run takes the time that it is called for, in milliseconds since the epoch
 * @returns cancels the schedule
 */
export function startSchedule(periodMs: number, run: (time: number) => void): () => void {
  let timer: NodeJS.Timeout;
  const scheduleNext = (after: number) => {
    const time = (Math.floor(after / periodMs) + 1) * periodMs;
    timer = setTimeout(() => {
      run(time);
      // From the planned time on, because a timer can fire a little early: it must not run twice for one period.
      scheduleNext(Math.max(time, Date.now()));
    }, time - Date.now());
  };
  scheduleNext(Date.now());
  return () => clearTimeout(timer);
}
