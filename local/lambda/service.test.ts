import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { arn } from '../cloudformation/account.ts';
import { nameResources } from '../cloudformation/physicalResources.ts';
import { stackResources } from '../cloudformation/stackResource.ts';
import type { Resource, Template } from '../cloudformation/template.ts';
import { LambdaService, type LambdaServiceOptions } from './service.ts';

const functionArn = (name: string) => arn('lambda', `function:Example-${name}`);
const queueArn = (name: string) => arn('sqs', `Example-${name}`);

/** Fails for odd events and for those with `fail`, waits without end for 'hang', and returns for others. */
const SOURCE = `
  export const handler = async (event) => {
    if (event === 'hang') await new Promise((resolve) => { setInterval(() => {}, 1000); console.log('hanging'); });
    if (event % 2 === 1) throw new Error('odd');
    if (event.fail) throw new Error(event.fail);
    return event;
  };`;

const FUNCTION: Resource = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'code.zip' }, Handler: 'index.handler', Timeout: 60 },
};

/**
 * The service for a stack with the functions `Producer` and `Consumer`, the queue `Failures` and other resources.
 *
 * @param late messages whose receive the service can no longer abort: they arrive when it tries to
 */
async function lambda(
  resources: Record<string, Resource> = {},
  options: Partial<LambdaServiceOptions> = {},
  late: Message[] = [],
) {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'));
  await writeFile(join(directory, 'index.mjs'), SOURCE);
  const template: Template = {
    Resources: { Producer: FUNCTION, Consumer: FUNCTION, Failures: { Type: 'AWS::SQS::Queue' }, ...resources },
  };
  const queueUrl = (queueName: string) => `http://127.0.0.1:4000/${queueName}`;
  const resolve = nameResources({ name: 'Example', template, assetDirectory: () => directory }, { queueUrl });
  const resourcesOf = (type: string) => stackResources(template, type, resolve);
  const sent: SendMessageCommand['input'][] = [];
  const deleted: unknown[] = [];
  const hanging = Promise.withResolvers<void>();
  const sqs = {
    async send(command: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      if (command instanceof SendMessageCommand) sent.push(command.input);
      if (command instanceof ReceiveMessageCommand) {
        abortSignal?.throwIfAborted();
        return new Promise((resolve, reject) => {
          abortSignal?.addEventListener('abort', () =>
            late.length > 0 ? resolve({ Messages: late.splice(0) }) : reject(abortSignal.reason),
          );
        });
      }
      if (command instanceof DeleteMessageBatchCommand) deleted.push(...(command.input.Entries ?? []));
      return {};
    },
  };
  const service = new LambdaService({
    functions: resourcesOf('AWS::Lambda::Function'),
    assetDirectory: () => directory,
    environment: {},
    eventSourceMappings: resourcesOf('AWS::Lambda::EventSourceMapping'),
    eventInvokeConfigs: resourcesOf('AWS::Lambda::EventInvokeConfig'),
    logConsumers: new Set([functionArn('Consumer')]),
    concurrency: 'shared',
    sqs: sqs as unknown as SQSClient,
    queueUrl: (arn) => (arn === queueArn('Failures') ? queueUrl('Example-Failures') : undefined),
    onLog: ({ message }) => {
      if (message === 'hanging') hanging.resolve();
    },
    onError: () => {},
    ...options,
  });
  onTestFinished(async () => {
    await service.stop();
    await rm(directory, { recursive: true });
  });
  return { service, sent, deleted, hanging: hanging.promise };
}

const mapping = (EventSourceArn: string, FunctionName: string): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn, FunctionName },
});
const eventInvokeConfig = (Destination: string): Resource => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    DestinationConfig: { OnFailure: { Destination } },
    FunctionName: 'Example-Consumer',
    MaximumRetryAttempts: 0,
    Qualifier: '$LATEST',
  },
});

describe('the Lambda service', () => {
  it('cuts off an invocation in progress when it stops without being drained', async () => {
    const { service, hanging } = await lambda({ Mapping: mapping(queueArn('Failures'), 'Example-Producer') });
    await service.start();
    const result = service.functionByArn(functionArn('Producer')).invoke('hang');
    await hanging;
    await service.stop();
    expect(await result).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });

  it('runs only the log consumers after it has been drained, and no function after it has stopped', async () => {
    const { service } = await lambda();
    const invoke = (name: string) => service.functionByArn(functionArn(name)).invoke(2);
    await service.drain();
    expect(await invoke('Producer')).toMatchObject({ ok: false, errorType: 'ServiceException' });
    expect(await invoke('Consumer')).toEqual({ ok: true, payload: 2 });
    await service.stop();
    expect(await invoke('Consumer')).toMatchObject({ ok: false, errorType: 'ServiceException' });
  });

  it('processes a batch that it has received when it is drained', async () => {
    const resources = { Mapping: mapping(queueArn('Failures'), 'Example-Producer') };
    const late = [{ MessageId: 'a', ReceiptHandle: 'receipt a', Body: 'body' }];
    const { service, deleted } = await lambda(resources, {}, late);
    await service.start();
    await service.drain();
    expect(deleted).toEqual([{ Id: '0', ReceiptHandle: 'receipt a' }]);
  });

  it('sends an event whose attempts have failed to the queue of its EventInvokeConfig', async () => {
    const { service, sent } = await lambda({ Config: eventInvokeConfig(queueArn('Failures')) });
    expect(await service.invokeAsync(functionArn('Consumer'), 1)).toBe(true);
    expect(sent).toEqual([{ QueueUrl: 'http://127.0.0.1:4000/Example-Failures', MessageBody: expect.any(String) }]);
    expect(JSON.parse(sent[0]?.MessageBody ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', functionArn: `${functionArn('Consumer')}:$LATEST` },
      requestPayload: 1,
      responsePayload: { errorMessage: 'odd' },
    });
  });

  it('sends the record of such an event in ASCII, with every character of the event', async () => {
    const { service, sent } = await lambda({ Config: eventInvokeConfig(queueArn('Failures')) });
    const event = { fail: '🌧 \u{10FFFF}\uFFFE\uD800' };
    expect(await service.invokeAsync(functionArn('Consumer'), event)).toBe(true);
    expect(sent[0]?.MessageBody).toMatch(/^[ -~]+$/);
    expect(JSON.parse(sent[0]?.MessageBody ?? '')).toMatchObject({
      requestPayload: event,
      responsePayload: { errorMessage: event.fail },
    });
  });

  it('passes every character of an event to the function, and of its result to the caller', async () => {
    const { service } = await lambda();
    const event = { text: '🌧 \u{10FFFF}\u0000\u2028\uFFFE\uD800', 'ключ 🔑': null };
    const result = await service.functionByArn(functionArn('Producer')).invoke(event);
    expect(result).toEqual({ ok: true, payload: event });
  });

  it('gives up an asynchronous invocation that fails after it has been drained', async () => {
    const { service } = await lambda();
    expect(await service.invokeAsync(functionArn('Consumer'), 2)).toBe(true);
    await service.drain();
    expect(await service.invokeAsync(functionArn('Consumer'), 1)).toBe(false);
  });

  it.each<[name: string, resources: Record<string, Resource>, message: string]>([
    ['a queue', { Mapping: mapping(queueArn('Other'), 'Example-Producer') }, 'Mapping sets EventSourceArn'],
    [
      'a function',
      { Mapping: mapping(queueArn('Failures'), 'Other') },
      `no function ${arn('lambda', 'function:Other')}`,
    ],
    ['a failure destination', { Config: eventInvokeConfig(queueArn('Other')) }, 'Config sets DestinationConfig'],
  ])('refuses a stack with a reference to %s that it does not have', async (_, resources, message) => {
    await expect(lambda(resources)).rejects.toThrow(message);
  });

  it('refuses a log consumer that the stack does not have', async () => {
    const logConsumers = new Set([functionArn('Other')]);
    await expect(lambda({}, { logConsumers })).rejects.toThrow(`no function ${functionArn('Other')}`);
  });
});
