import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { asciiJson } from '../asciiJson.ts';
import { REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { Service } from '../service.ts';
import { sleep } from '../sleep.ts';
import { AsyncInvocations } from './asyncInvocations.ts';
import type { FunctionLogLine } from './definition.ts';
import { DEFAULT_EVENT_INVOKE_CONFIG, type EventInvokeConfig, readEventInvokeConfigs } from './eventInvokeConfig.ts';
import { functionArnOf } from './functionArn.ts';
import { type FunctionResources, readFunctions } from './functionResources.ts';
import { type Concurrency, LambdaFunction } from './lambdaFunction.ts';
import { SqsEventSourceMapping } from './sqsEventSourceMapping.ts';

export interface LambdaServiceOptions extends FunctionResources {
  /** The stack's `AWS::Lambda::EventSourceMapping` resources. */
  readonly eventSourceMappings: readonly StackResource[];
  /** The stack's `AWS::Lambda::EventInvokeConfig` resources. */
  readonly eventInvokeConfigs: readonly StackResource[];
  /** The functions, by ARN, that take the log lines of the others. They run until `stop`. */
  readonly logConsumers: ReadonlySet<string>;
  readonly concurrency: Concurrency;
  readonly sqs: SQSClient;
  /** The URL of a queue by its ARN; `undefined` for a queue that the stack does not have. */
  readonly queueUrl: (queueArn: string) => string | undefined;
  readonly onLog: (line: FunctionLogLine) => void;
  /** Called with each error of an event source mapping or an asynchronous invocation. Both retry. */
  readonly onError: (error: Error) => void;
}

/** How long invocations in progress may take to finish in `drain`. The messages of those that do not stay in their queue. */
const GRACE_PERIOD_MS = 8_000;

/**
 * The defaults: Lambda's for the batch size. Without a maximum, an event source scales up to 1,000 invocations on AWS,
 * which one machine cannot run.
 * Source: AWS Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".
 */
const mappingProperties = z.object({
  BatchSize: z.coerce.number().default(10),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().default(10) }).default({ MaximumConcurrency: 10 }),
});

/** Lambda: the stack's functions, their event source mappings and their asynchronous invocations. */
export class LambdaService implements Service {
  readonly #options: LambdaServiceOptions;
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #mappings: readonly SqsEventSourceMapping[];
  readonly #eventInvokeConfigs: ReadonlyMap<string, EventInvokeConfig>;
  readonly #asyncInvocations = new Map<string, AsyncInvocations>();

  /** @throws Error that names a resource that is not supported on this machine, or refers to one that the stack lacks. */
  constructor(options: LambdaServiceOptions) {
    this.#options = options;
    const { concurrency, eventInvokeConfigs, eventSourceMappings, logConsumers, onLog, queueUrl } = options;
    this.#functions = new Map(
      readFunctions(options).map((definition) => [
        definition.arn,
        new LambdaFunction(definition, { concurrency, onLog }),
      ]),
    );
    this.#mappings = eventSourceMappings.map((resource) => this.#mapping(resource));
    this.#eventInvokeConfigs = readEventInvokeConfigs(eventInvokeConfigs, queueUrl);
    for (const functionArn of logConsumers) this.functionByArn(functionArn);
  }

  /** @throws Error when the stack has no function with this ARN. */
  functionByArn(functionArn: string): LambdaFunction {
    const found = this.#functions.get(functionArn);
    if (!found) throw new Error(`The stack has no function ${functionArn}.`);
    return found;
  }

  /**
   * Invokes a function with an event until it has succeeded, or its attempts are exhausted and it is in the failure destination.
   *
   * @returns whether either is the case; false when the service stops before
   * @throws Error when the stack has no function with this ARN.
   */
  invokeAsync(functionArn: string, event: unknown): Promise<boolean> {
    let invocations = this.#asyncInvocations.get(functionArn);
    if (!invocations) {
      invocations = this.#newAsyncInvocations(functionArn);
      this.#asyncInvocations.set(functionArn, invocations);
    }
    return invocations.deliver(event);
  }

  /**
   * Replaces the definitions of the functions. Invocations in progress finish with the one that they started with.
   *
   * @throws Error when the service has no function with the ARN of one of them.
   */
  reload(resources: FunctionResources): void {
    for (const definition of readFunctions(resources)) this.functionByArn(definition.arn).reload(definition);
  }

  async start(): Promise<void> {
    for (const mapping of this.#mappings) mapping.start();
  }

  /** Stops all functions but the log consumers, and ends the retries of asynchronous invocations. */
  async drain(): Promise<void> {
    // Before the functions: a batch that has been received would be refused. Its messages would stay in flight, and count
    // as received once without having been processed.
    await Promise.all(this.#mappings.map((mapping) => mapping.stopPolling()));
    const producers = [...this.#functions].filter(([functionArn]) => !this.#options.logConsumers.has(functionArn));
    await Promise.all([
      ...this.#mappings.map((mapping) => mapping.stop()),
      ...producers.map(([, producer]) => producer.stop(GRACE_PERIOD_MS)),
    ]);
    for (const invocations of this.#asyncInvocations.values()) invocations.stop();
  }

  async stop(): Promise<void> {
    for (const invocations of this.#asyncInvocations.values()) invocations.stop();
    await Promise.all([
      ...this.#mappings.map((mapping) => mapping.stop()),
      ...[...this.#functions.values()].map((one) => one.stop(0)),
    ]);
  }

  #mapping(resource: StackResource): SqsEventSourceMapping {
    const { sqs, queueUrl, onError } = this.#options;
    const mapping = resource.properties(mappingProperties);
    const url = queueUrl(mapping.EventSourceArn);
    if (url === undefined) {
      throw new Error(
        `${resource.logicalId} sets EventSourceArn to ${mapping.EventSourceArn}, which is not a queue of the stack.`,
      );
    }
    const target = this.functionByArn(functionArnOf(mapping.FunctionName));
    return new SqsEventSourceMapping({
      sqs,
      queueUrl: url,
      queueArn: mapping.EventSourceArn,
      region: REGION,
      batchSize: mapping.BatchSize,
      maximumConcurrency: mapping.ScalingConfig.MaximumConcurrency,
      reportBatchItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      invoke: (event) => target.invoke(event),
      onError,
      sleep,
    });
  }

  #newAsyncInvocations(functionArn: string): AsyncInvocations {
    const { sqs, onError } = this.#options;
    const target = this.functionByArn(functionArn);
    const config = this.#eventInvokeConfigs.get(functionArn) ?? DEFAULT_EVENT_INVOKE_CONFIG;
    const { maximumRetryAttempts, failureQueueUrl } = config;
    const onExhausted = async (record: object) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: failureQueueUrl, MessageBody: asciiJson(record) }));
    };
    return new AsyncInvocations({
      functionArn,
      invoke: (event) => target.invoke(event),
      maximumRetryAttempts,
      ...(failureQueueUrl !== undefined && { onExhausted }),
      onError,
      sleep,
      now: Date.now,
    });
  }
}
