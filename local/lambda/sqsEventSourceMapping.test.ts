import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InvocationResult } from './invocation.ts';
import { QueueSource, type QueueSourceOptions } from './sqsEventSourceMapping.ts';

/** A queue in memory: long polls wait until a message comes or the poll is aborted. */
class FakeQueue {
  readonly deleted: string[] = [];
  readonly receives: ReceiveMessageCommand['input'][] = [];
  #messages: Message[] = [];
  #arrival = Promise.withResolvers<void>();

  add(...ids: string[]): void {
    this.#messages.push(
      ...ids.map((id) => ({
        MessageId: id,
        ReceiptHandle: `receipt ${id}`,
        Body: `body ${id}`,
        Attributes: { ApproximateReceiveCount: '1' },
        MessageAttributes: { Color: { DataType: 'String', StringValue: 'blue' } },
      })),
    );
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers<void>();
  }

  readonly client = {
    send: (command: unknown, options?: { abortSignal: AbortSignal }) => this.#send(command, options),
  };

  async #send(command: unknown, options?: { abortSignal: AbortSignal }): Promise<object> {
    if (command instanceof ReceiveMessageCommand) {
      this.receives.push(command.input);
      if (this.#messages.length === 0 && command.input.WaitTimeSeconds !== 0) await this.#wait(options?.abortSignal);
      return { Messages: this.#messages.splice(0, command.input.MaxNumberOfMessages) };
    }
    if (command instanceof DeleteMessageBatchCommand) {
      this.deleted.push(...(command.input.Entries ?? []).map(({ ReceiptHandle = '' }) => ReceiptHandle));
      return {};
    }
    throw new Error('Not a call that an event source makes');
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      void this.#arrival.promise.then(resolve);
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
}

type Invoke = (event: SQSEvent) => Promise<InvocationResult>;
const succeed: Invoke = async () => ({ ok: true, payload: { batchItemFailures: [] } });

/** Runs a source over a queue until the test ends. @returns what it invoked the function with, and a way to wait for it */
function run(queue: FakeQueue, invoke: Invoke, options: Partial<QueueSourceOptions> = {}) {
  const events: SQSEvent[] = [];
  const errors: Error[] = [];
  const source = new QueueSource({
    sqs: queue.client as unknown as SQSClient,
    queueUrl: 'http://127.0.0.1/000000000000/queue',
    queueArn: 'arn:aws:sqs:us-east-1:000000000000:queue',
    region: 'us-east-1',
    batchSize: 10,
    maximumConcurrency: 2,
    reportBatchItemFailures: true,
    invoke: (event) => {
      events.push(event);
      return invoke(event);
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  source.start();
  onTestFinished(() => source.stop());
  return { source, events, errors, ids: () => events.map(({ Records }) => Records.map(({ messageId }) => messageId)) };
}

/** Lets everything that is ready to go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('an SQS event source', () => {
  it('invokes the function with what is in the queue, as Lambda does, and deletes it', async () => {
    const queue = new FakeQueue();
    const { events } = run(queue, succeed);
    queue.add('a');
    await settle();
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: 'a',
            receiptHandle: 'receipt a',
            body: 'body a',
            attributes: { ApproximateReceiveCount: '1' },
            messageAttributes: {
              Color: { dataType: 'String', stringValue: 'blue', stringListValues: [], binaryListValues: [] },
            },
            md5OfBody: '',
            eventSource: 'aws:sqs',
            eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
    expect(queue.deleted).toEqual(['receipt a']);
  });

  it('takes batches up to their size', async () => {
    const queue = new FakeQueue();
    queue.add('a', 'b', 'c', 'd', 'e');
    const { ids } = run(queue, succeed, { batchSize: 3 });
    await settle();
    expect(ids()[0]).toEqual(['a', 'b', 'c']);
  });

  it.each<[name: string, result: InvocationResult, deleted: string[]]>([
    ['names one', { ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'b' }] } }, ['a', 'c']],
    ['names none', { ok: true, payload: { batchItemFailures: [] } }, ['a', 'b', 'c']],
    ['is null', { ok: true, payload: null }, ['a', 'b', 'c']],
    [
      'names one that was not in the batch',
      { ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'x' }] } },
      [],
    ],
    ['is malformed', { ok: true, payload: { batchItemFailures: 'b' } }, []],
    ['is an error', { ok: false, errorType: 'Error', errorMessage: 'no' }, []],
  ])('keeps what the function reports as failed, when its response %s', async (_, result, deleted) => {
    const queue = new FakeQueue();
    queue.add('a', 'b', 'c');
    run(queue, async () => result);
    await settle();
    expect(queue.deleted).toEqual(deleted.map((id) => `receipt ${id}`));
  });

  it('deletes the whole batch where partial failures are not asked for', async () => {
    const queue = new FakeQueue();
    queue.add('a', 'b');
    const result = { ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'b' }] } } as const;
    run(queue, async () => result, { reportBatchItemFailures: false });
    await settle();
    expect(queue.deleted).toHaveLength(2);
  });

  it('runs no more invocations at once than its maximum, and goes on when one ends', async () => {
    const queue = new FakeQueue();
    const ends: (() => void)[] = [];
    const invoke: Invoke = async () => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return { ok: true, payload: null };
    };
    const { ids } = run(queue, invoke, { batchSize: 1, maximumConcurrency: 2 });
    queue.add('a', 'b', 'c');
    await settle();
    expect(ids()).toEqual([['a'], ['b']]);
    ends[0]?.();
    await settle();
    expect(ids()).toEqual([['a'], ['b'], ['c']]);
    for (const end of ends) end();
  });

  it('polls with one loop, and waits for messages instead of asking again', async () => {
    const queue = new FakeQueue();
    run(queue, succeed);
    await settle();
    expect(queue.receives).toMatchObject([{ WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }]);
  });

  it('stops at once while it waits, and only after the batch in progress', async () => {
    const queue = new FakeQueue();
    const end = Promise.withResolvers<InvocationResult>();
    const { source } = run(queue, () => end.promise);
    queue.add('a');
    await settle();
    let stopped = false;
    const stopping = source.stop().then(() => {
      stopped = true;
    });
    await settle();
    expect(stopped).toBe(false);
    end.resolve({ ok: true, payload: null });
    await stopping;
    expect(queue.deleted).toEqual(['receipt a']);
  });
});
