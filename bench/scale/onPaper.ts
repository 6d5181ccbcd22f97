import { planFor } from '../../plan/plan.ts';
import { PROCESSING_SECONDS } from './measure.ts';

/** What a load takes on AWS, as `npm run plan` says. */
export interface AwsPlan {
  readonly connections: number;
  readonly stacks: number;
  /** Of each stack. */
  readonly workerConcurrency: number;
  readonly answersPerMinute: number;
  readonly p99WaitSeconds: number;
  /** In the first minute, when all of them begin at once and the event sources have yet to scale up. */
  readonly firstMinuteP99WaitSeconds: number;
  readonly monthlyUsd: number;
  /** The quota that is met first, and how much of it is taken. */
  readonly quota: { readonly name: string; readonly share: number };
}

const CONNECTIONS = [10, 50, 100, 500, 1_000, 10_000, 100_000, 1_000_000];
const POLL_SECONDS = 1;
const A_MINUTE = 60;

/** Plans for up to a million clients that look for their answer every second and ask again. */
export function awsPlans(): AwsPlan[] {
  return CONNECTIONS.map((connections) => {
    const plan = planFor({
      connections,
      thinkSeconds: 0,
      processingSeconds: PROCESSING_SECONDS,
      collecting: { by: 'poll', everySeconds: POLL_SECONDS },
    });
    const [first] = plan.quotaUses;
    if (!first) throw new Error('A load takes something of every quota.');
    const firstMinute = plan.ramp.filter(({ atSeconds }) => atSeconds <= A_MINUTE);
    return {
      connections,
      stacks: plan.stacks,
      workerConcurrency: plan.settings.workerConcurrency,
      answersPerMinute: plan.answersPerMinute,
      p99WaitSeconds: plan.prediction.p99WaitSeconds,
      firstMinuteP99WaitSeconds: Math.max(...firstMinute.map(({ p99WaitSeconds }) => p99WaitSeconds)),
      monthlyUsd: plan.cost.totalUsd,
      quota: { name: first.quota.name, share: first.used / first.quota.value },
    };
  });
}
