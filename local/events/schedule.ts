import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The period of a schedule expression such as `rate(5 minutes)`, in milliseconds.
 * Source: Amazon EventBridge User Guide, "Setting a schedule pattern".
 *
 * @throws Error for `cron(…)`, which does not run on this machine, and for what is no schedule expression
 */
export function periodMs(expression: string): number {
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count === undefined || unitMs === undefined) {
    throw new Error(`The schedule ${expression} does not run on this machine: use rate(…).`);
  }
  return Number(count) * unitMs;
}

/** The event that EventBridge sends at a time, in milliseconds since the epoch. */
export function scheduledEvent(time: number, ruleArn: string, account: string, region: string): ScheduledEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    // To the second, as EventBridge has it.
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

/**
 * Runs something at every full period of the clock: every minute at its beginning. A run that takes longer does not hold
 * up the next.
 *
 * @param run is given the time that it runs for, in milliseconds since the epoch
 * @returns ends the schedule
 */
export function startSchedule(everyMs: number, run: (time: number) => void): () => void {
  let timer: NodeJS.Timeout;
  const scheduleNext = (after: number) => {
    const time = (Math.floor(after / everyMs) + 1) * everyMs;
    timer = setTimeout(() => {
      run(time);
      // From its own time on and not from now: a timer that is early or late makes no run too many or too few.
      scheduleNext(Math.max(time, Date.now()));
    }, time - Date.now());
  };
  scheduleNext(Date.now());
  return () => clearTimeout(timer);
}
