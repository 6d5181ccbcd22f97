import type { ScheduledEvent } from 'aws-lambda';
import * as z from 'zod';
import { ACCOUNT_ID, REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { Service } from '../service.ts';
import { sleep } from '../sleep.ts';
import { periodMs, scheduledEvent, startSchedule } from './schedule.ts';

export interface EventsServiceOptions {
  /** The stack's `AWS::Events::Rule` resources. */
  readonly rules: readonly StackResource[];
  /** Returns a function of the stack. @throws Error when the stack has no function with this ARN. */
  readonly functionByArn: (functionArn: string) => Target;
}

interface Target {
  /** Never rejects. The function's log has its errors. */
  invoke(event: ScheduledEvent): Promise<unknown>;
}

const ruleProperties = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

/** How long an invocation that a schedule started may take once the host stops. Others still need what it calls. */
const GRACE_PERIOD_MS = 2_000;

/** EventBridge: invokes functions on the schedules of the stack's rules. */
export class EventsService implements Service {
  readonly #schedules: { readonly periodMs: number; readonly run: (time: number) => void }[];
  #cancels: (() => void)[] = [];
  readonly #invocations = new Set<Promise<unknown>>();

  /** @throws Error that names a rule whose schedule or target is not supported on this machine. */
  constructor({ rules, functionByArn }: EventsServiceOptions) {
    this.#schedules = rules.flatMap((rule) => {
      const { ScheduleExpression, State, Targets } = rule.properties(ruleProperties);
      if (State === 'DISABLED') return [];
      const ruleArn = rule.attribute('Arn');
      return Targets.map(({ Arn }) => {
        const target = functionByArn(Arn);
        return {
          periodMs: periodMs(ScheduleExpression),
          run: (time: number) => this.#track(target.invoke(scheduledEvent(time, ruleArn, ACCOUNT_ID, REGION))),
        };
      });
    });
  }

  async start(): Promise<void> {
    this.#cancels = this.#schedules.map((schedule) => startSchedule(schedule.periodMs, schedule.run));
  }

  /** Invokes nothing more. Resolves when the invocations in progress have ended, or after {@link GRACE_PERIOD_MS}. */
  async drain(): Promise<void> {
    await this.stop();
    const grace = new AbortController();
    await Promise.race([Promise.all(this.#invocations), sleep(GRACE_PERIOD_MS, grace.signal)]);
    grace.abort();
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  #track(invocation: Promise<unknown>): void {
    this.#invocations.add(invocation);
    void invocation.finally(() => this.#invocations.delete(invocation));
  }
}
