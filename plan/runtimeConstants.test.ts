/** Numbers that the planner states itself, because it cannot import them, compared with the code that they come from. */
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { MAX_WAIT_SECONDS } from '../functions/shared/http/prefer.ts';
import { readSettings } from '../infra/settings.ts';
import { BATCH_SIZE, HTTP_MEMORY_MEGABYTES, WORKER_MEMORY_MEGABYTES } from '../infra/sizes.ts';
import { AugurStack } from '../infra/stacks/augurStack.ts';
import { SqsEventSourceMapping } from '../local/lambda/sqsEventSourceMapping.ts';
import { quotas } from './aws/quotas.ts';
import { EVENT_SOURCE_MAPPINGS } from './aws/usage.ts';
import { MAX_PROCESSING_SECONDS } from './flags.ts';
import { platforms } from './platform.ts';
import { stackDefaults } from './stackDefaults.ts';

describe('the synthesized stack', () => {
  const stack = new AugurStack(new App({ analyticsReporting: false }), 'Augur', {
    settings: stackDefaults,
    apiTokenDigests: [],
    code: () => Code.fromInline('export const handler = () => {}'),
  });
  const template = Template.fromStack(stack);

  it('has as many event source mappings as the planner assumes to poll', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', EVENT_SOURCE_MAPPINGS);
  });

  it('has mappings with the batch size that the planner assumes, and no batching window', () => {
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: BATCH_SIZE,
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
    expect(platforms.aws.gatheringSeconds(0.99)).toBe(0);
  });

  it.each([
    ['submit', HTTP_MEMORY_MEGABYTES],
    ['status', HTTP_MEMORY_MEGABYTES],
    ['worker', WORKER_MEMORY_MEGABYTES],
  ])('gives %s the memory that the planner charges: %d MB', (name, MemorySize) => {
    template.hasResourceProperties('AWS::Lambda::Function', { ...named(name), MemorySize });
  });

  it.each(['submit', 'status'])('has %s time out with API Gateway, later than clients can wait', (name) => {
    const Timeout = quotas.apiGateway.integrationTimeoutSeconds.value;
    template.hasResourceProperties('AWS::Lambda::Function', { ...named(name), Timeout });
    expect(MAX_WAIT_SECONDS).toBeLessThan(Timeout);
  });

  it('uses the variants of the services whose prices the planner has', () => {
    template.allResourcesProperties('AWS::Lambda::Function', { Architectures: ['arm64'] });
    template.allResourcesProperties('AWS::SQS::Queue', { FifoQueue: Match.absent() });
    template.allResourcesProperties('AWS::Logs::LogGroup', { LogGroupClass: Match.absent() });
    template.resourceCountIs('AWS::ApiGateway::RestApi', 1);
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TableClass: Match.absent(),
    });
  });

  function named(name: string) {
    return { Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: name }) } };
  }
});

describe('the settings of the stack', () => {
  const accepts = (name: string, value: number) => {
    try {
      readSettings((key) => (key === name ? value : undefined));
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ['workerConcurrency', quotas.eventSource.minimumConcurrency.value, -1],
    ['workerConcurrency', quotas.eventSource.maximumConcurrency.value, 1],
    ['processingSeconds', MAX_PROCESSING_SECONDS, 1],
  ])('have the bound of %s that the planner has: %d', (name, bound, beyond) => {
    expect(accepts(name, bound)).toBe(true);
    expect(accepts(name, bound + beyond)).toBe(false);
  });
});

describe('the event source mapping of npm start', () => {
  const CONCURRENCY = 20;

  /** Runs a mapping whose queue has one message per receive until all its invocations are in progress. */
  async function fillMapping() {
    const receives: ReceiveMessageCommand['input'][] = [];
    const sqs = new SQSClient({ region: 'us-east-1' });
    const send = async (command: unknown): Promise<{ Messages?: Message[] }> => {
      if (!(command instanceof ReceiveMessageCommand)) return {};
      receives.push(command.input);
      return { Messages: command.input.WaitTimeSeconds ? [{ MessageId: String(receives.length) }] : [] };
    };
    vi.spyOn(sqs, 'send').mockImplementation(send);
    const full = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const gatheringMs: number[] = [];
    let invocations = 0;
    const mapping = new SqsEventSourceMapping({
      sqs,
      queueUrl: 'http://127.0.0.1/000000000000/queue',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:queue',
      region: 'us-east-1',
      batchSize: BATCH_SIZE,
      maximumConcurrency: CONCURRENCY,
      reportBatchItemFailures: true,
      async invoke() {
        invocations += 1;
        if (invocations === CONCURRENCY) full.resolve();
        await finish.promise;
        return { ok: true, payload: null };
      },
      onError: full.reject,
      sleep: async (delayMs) => {
        gatheringMs.push(delayMs);
      },
    });
    mapping.start();
    await full.promise;
    const stopped = mapping.stop();
    finish.resolve();
    await stopped;
    return { gatheringMs, receives };
  }

  it('gathers batches for as long as the planner assumes, at every number of busy workers', async () => {
    const { gatheringMs } = await fillMapping();
    const busyShares = Array.from({ length: CONCURRENCY }, (_, busy) => busy / CONCURRENCY);
    const expected = busyShares.map((share) => 1_000 * platforms.embedded.gatheringSeconds(share));
    const round = (delayMs: number) => delayMs.toFixed(3);
    expect(gatheringMs.map(round)).toEqual(expected.filter((delayMs) => delayMs > 0).map(round));
    expect(gatheringMs.length).toBeGreaterThan(CONCURRENCY / 2);
  });

  it('polls with the long poll that the planner assumes', async () => {
    const { receives } = await fillMapping();
    expect(receives[0]?.WaitTimeSeconds).toBe(quotas.sqs.longPollSeconds.value);
  });
});
