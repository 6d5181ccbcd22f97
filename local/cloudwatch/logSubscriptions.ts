import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { arn, resourcesOfType } from '../cloudformation/physicalResources.ts';
import type { Template } from '../cloudformation/template.ts';
import { AsyncInvocations } from '../lambda/asyncInvocations.ts';
import type { LambdaFunction } from '../lambda/lambdaFunction.ts';
import type { LogGroups } from './logGroups.ts';
import { LogSubscription } from './logSubscription.ts';

/** How long the lines that are left may take to be delivered once the host stops. The rest is delivered by the next run. */
const GRACE_MS = 2_000;
/** Lambda's own, for a function that says nothing about it. */
const DEFAULT_RETRY_ATTEMPTS = 2;

export interface LogSubscriptionsOptions {
  readonly template: Template;
  /** A resource's properties, as they are on this machine. */
  readonly properties: (logicalId: string) => Record<string, unknown>;
  readonly functionByArn: (arn: string) => LambdaFunction;
  readonly logGroups: LogGroups;
  /** Where it is kept how far each subscription has come. */
  readonly directory: string;
  readonly sqs: SQSClient;
  /** The URL of each queue, by its ARN. */
  readonly queueUrls: ReadonlyMap<string, string>;
  readonly onError: (error: Error) => void;
}

export interface LogSubscriptions {
  /** The functions that log groups are delivered to. They have to outlive all others, whose last lines they get. */
  readonly targets: ReadonlySet<LambdaFunction>;
  start(): void;
  /** Delivers what is in the log groups' files now, as far as that is soon done, and ends. */
  stop(): Promise<void>;
}

/** The stack's log subscriptions, each with its function and what the template says of that one's asynchronous invocations. */
export function logSubscriptions(options: LogSubscriptionsOptions): LogSubscriptions {
  const { template, properties, functionByArn, logGroups, directory, onError } = options;
  const invocations = new Map<string, AsyncInvocations>();
  const targets = new Set<LambdaFunction>();
  const pause = (delayMs: number, signal: AbortSignal) => sleep(delayMs, undefined, { signal }).catch(() => {});

  const subscriptions = resourcesOfType(template, 'AWS::Logs::SubscriptionFilter').map(([logicalId]) => {
    const { DestinationArn, FilterPattern, LogGroupName } = properties(logicalId) as Record<string, string>;
    if (DestinationArn === undefined || LogGroupName === undefined || FilterPattern) {
      throw new Error(`${logicalId}: only a function can be subscribed on this machine, and to all lines.`);
    }
    const target = functionByArn(DestinationArn);
    targets.add(target);
    const delivery =
      invocations.get(DestinationArn) ??
      new AsyncInvocations({
        functionArn: DestinationArn,
        invoke: (event) => target.invoke(event),
        ...asyncInvokeConfig(options, DestinationArn),
        onError,
        sleep: pause,
        now: Date.now,
      });
    invocations.set(DestinationArn, delivery);
    return new LogSubscription({
      name: logicalId,
      logGroupName: LogGroupName,
      path: logGroups.file(LogGroupName),
      positionFile: join(directory, `${logicalId}.json`),
      deliver: (event) => delivery.deliver(event),
      onError,
      sleep: pause,
    });
  });

  return {
    targets,
    start() {
      for (const subscription of subscriptions) subscription.start();
    },
    async stop() {
      await logGroups.flush();
      for (const delivery of invocations.values()) delivery.stop();
      const grace = new AbortController();
      const delivered = Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await Promise.race([delivered, pause(GRACE_MS, grace.signal)]);
      grace.abort();
    },
  };
}

function asyncInvokeConfig({ template, properties, sqs, queueUrls }: LogSubscriptionsOptions, functionArn: string) {
  for (const [logicalId] of resourcesOfType(template, 'AWS::Lambda::EventInvokeConfig')) {
    const config = properties(logicalId) as {
      DestinationConfig?: { OnFailure?: { Destination: string } };
      FunctionName: string;
      MaximumRetryAttempts?: number;
    };
    if (arn('lambda', `function:${config.FunctionName}`) !== functionArn) continue;
    const destination = config.DestinationConfig?.OnFailure?.Destination;
    const queueUrl = destination === undefined ? undefined : queueUrls.get(destination);
    if (destination !== undefined && queueUrl === undefined) {
      throw new Error(`${logicalId} has a failure destination that is none of the stack's queues.`);
    }
    const onExhausted = async (record: object) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(record) }));
    };
    return {
      maximumRetryAttempts: config.MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS,
      ...(queueUrl !== undefined && { onExhausted }),
    };
  }
  return { maximumRetryAttempts: DEFAULT_RETRY_ATTEMPTS };
}
