import { join } from 'node:path';
import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { Service } from '../service.ts';
import { sleep } from '../sleep.ts';
import type { LogGroups } from './logGroups.ts';
import { LogSubscription } from './logSubscription.ts';

/** How long the remaining lines may take to be delivered in `stop`. The next run delivers the rest. */
const GRACE_PERIOD_MS = 2_000;

export interface LogSubscriptionsOptions {
  /** The stack's `AWS::Logs::SubscriptionFilter` resources. */
  readonly subscriptionFilters: readonly StackResource[];
  readonly logGroups: LogGroups;
  /** Where the position of each subscription is kept between runs. */
  readonly directory: string;
  /** Resolves to whether the function has succeeded, or the event is in the failure destination: false when Lambda stops before. */
  readonly invokeAsync: (functionArn: string, event: unknown) => Promise<boolean>;
  /** Called with each error of a subscription. The subscription retries. */
  readonly onError: (error: Error) => void;
}

const subscriptionFilterProperties = z.object({
  DestinationArn: z.string(),
  FilterPattern: z.string().default(''),
  LogGroupName: z.string(),
});

/** The subscriptions of the stack's log groups. */
export class LogSubscriptions implements Service {
  /** The functions that the log lines are delivered to, by ARN. */
  readonly destinations: ReadonlySet<string>;
  readonly #logGroups: LogGroups;
  readonly #subscriptions: readonly LogSubscription[];

  /** @throws Error that names a subscription that is not supported on this machine. */
  constructor(options: LogSubscriptionsOptions) {
    const { directory, invokeAsync, logGroups, onError, subscriptionFilters } = options;
    const destinations = new Set<string>();
    this.destinations = destinations;
    this.#logGroups = logGroups;
    this.#subscriptions = subscriptionFilters.map((resource) => {
      const filter = resource.properties(subscriptionFilterProperties);
      if (filter.FilterPattern !== '') {
        throw new Error(
          `${resource.logicalId} sets FilterPattern; only all lines can be subscribed to on this machine.`,
        );
      }
      destinations.add(filter.DestinationArn);
      return new LogSubscription({
        name: resource.logicalId,
        logGroupName: filter.LogGroupName,
        path: logGroups.file(filter.LogGroupName),
        positionFile: join(directory, `${resource.logicalId}.json`),
        deliver: (event) => invokeAsync(filter.DestinationArn, event),
        onError,
        sleep,
      });
    });
  }

  async start(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.start();
  }

  /** Delivers the lines that are in the log groups now, as far as the grace period allows. */
  async stop(): Promise<void> {
    await this.#logGroups.flush();
    const grace = new AbortController();
    const delivered = Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
    await Promise.race([delivered, sleep(GRACE_PERIOD_MS, grace.signal)]);
    grace.abort();
  }
}
