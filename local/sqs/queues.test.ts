import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StackResource } from '../cloudformation/stackResource.ts';
import { ensureQueue, releaseInFlightMessages } from './queues.ts';

const QUEUE_URL = 'http://127.0.0.1:4000/000000000000/Example-Queue';

/** A client that records the commands. `respond` may throw. */
function fakeClient(respond: (command: object) => void = () => {}) {
  const commands: object[] = [];
  const send = async (command: object) => {
    commands.push(command);
    respond(command);
    return {};
  };
  return { commands, sqs: { send } as unknown as SQSClient };
}

const resolve = (value: unknown) => {
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return QUEUE_URL;
  return 'Fn::GetAtt' in value ? 'Example-Queue' : value;
};
const queue = new StackResource(
  'Queue',
  {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: 'Example-Queue', VisibilityTimeout: 60, RedrivePolicy: { maxReceiveCount: 3 } },
  },
  resolve,
);
const attributes = { VisibilityTimeout: '60', RedrivePolicy: '{"maxReceiveCount":3}' };

describe('ensureQueue', () => {
  it('gives an existing queue the attributes of the template as text, and does not create it', async () => {
    const { commands, sqs } = fakeClient();
    await ensureQueue(sqs, queue);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(SetQueueAttributesCommand);
    expect(commands[0]).toMatchObject({ input: { QueueUrl: QUEUE_URL, Attributes: attributes } });
  });

  it('creates a queue that does not exist with the attributes of the template', async () => {
    const { commands, sqs } = fakeClient((command) => {
      if (command instanceof SetQueueAttributesCommand) throw new QueueDoesNotExist({ message: '', $metadata: {} });
    });
    await ensureQueue(sqs, queue);
    expect(commands[1]).toBeInstanceOf(CreateQueueCommand);
    expect(commands[1]).toMatchObject({ input: { QueueName: 'Example-Queue', Attributes: attributes } });
  });

  it('rejects with any other error', async () => {
    const { sqs } = fakeClient(() => {
      throw new Error('invalid attribute');
    });
    await expect(ensureQueue(sqs, queue)).rejects.toThrow('invalid attribute');
  });
});

describe('releaseInFlightMessages', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Has the emulator report messages in flight. @returns the requests to it */
  function stubInspection(count: number): string[] {
    const requests: string[] = [];
    const inflight = Array.from({ length: count }, (_, index) => ({ receiptHandle: `receipt ${index}` }));
    vi.stubGlobal('fetch', async (url: string) => {
      requests.push(url);
      return Response.json({ messages: { inflight } });
    });
    return requests;
  }

  it('makes every message visible after one second, in batches of ten', async () => {
    const requests = stubInspection(23);
    const { commands, sqs } = fakeClient();
    await releaseInFlightMessages(sqs, 'http://127.0.0.1:4000', QUEUE_URL);
    expect(requests).toEqual(['http://127.0.0.1:4000/_fauxqs/queues/Example-Queue']);
    const batches = commands.map((command) =>
      command instanceof ChangeMessageVisibilityBatchCommand ? command.input : undefined,
    );
    expect(batches.map((batch) => [batch?.QueueUrl, batch?.Entries?.length])).toEqual([
      [QUEUE_URL, 10],
      [QUEUE_URL, 10],
      [QUEUE_URL, 3],
    ]);
    const entries = batches.flatMap((batch) => batch?.Entries ?? []);
    expect(entries.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(
      Array.from({ length: 23 }, (_, index) => `receipt ${index}`),
    );
    expect(new Set(entries.map(({ VisibilityTimeout }) => VisibilityTimeout))).toEqual(new Set([1]));
    for (const batch of batches) expect(new Set(batch?.Entries?.map(({ Id }) => Id)).size).toBe(batch?.Entries?.length);
  });

  it('sends no request when no message is in flight', async () => {
    stubInspection(0);
    const { commands, sqs } = fakeClient();
    await releaseInFlightMessages(sqs, 'http://127.0.0.1:4000', QUEUE_URL);
    expect(commands).toEqual([]);
  });
});
