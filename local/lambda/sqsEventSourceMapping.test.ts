import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InvocationResult } from './invocation.ts';
import { SqsEventSourceMapping, type SqsEventSourceMappingOptions } from './sqsEventSourceMapping.ts';

/** A queue in memory: long polls wait until a message arrives or the poll is aborted. */
class FakeQueue {
  readonly deleted: string[] = [];
  readonly receives: ReceiveMessageCommand['input'][] = [];
  /** Each makes one receive without a wait fail. */
  readonly receiveErrors: Error[] = [];
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
    send: (command: unknown, options?: { abortSignal?: AbortSignal }) => this.#send(command, options),
  };

  async #send(command: unknown, options?: { abortSignal?: AbortSignal }): Promise<object> {
    if (command instanceof ReceiveMessageCommand) {
      this.receives.push(command.input);
      options?.abortSignal?.throwIfAborted();
      const receiveError = command.input.WaitTimeSeconds === 0 ? this.receiveErrors.shift() : undefined;
      if (receiveError) throw receiveError;
      if (this.#messages.length === 0 && command.input.WaitTimeSeconds !== 0) await this.#wait(options?.abortSignal);
      return { Messages: this.#messages.splice(0, command.input.MaxNumberOfMessages) };
    }
    if (command instanceof DeleteMessageBatchCommand) {
      this.deleted.push(...(command.input.Entries ?? []).map(({ ReceiptHandle = '' }) => ReceiptHandle));
      return {};
    }
    throw new Error('An event source mapping does not send this command');
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

/** Runs a mapping until the test ends. `delays` has the milliseconds that it has slept, which take no time here. */
function run(queue: FakeQueue, invoke: Invoke, options: Partial<SqsEventSourceMappingOptions> = {}) {
  const events: SQSEvent[] = [];
  const errors: Error[] = [];
  const delays: number[] = [];
  const mapping = new SqsEventSourceMapping({
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
    async sleep(delayMs) {
      delays.push(delayMs);
    },
    ...options,
  });
  mapping.start();
  onTestFinished(() => mapping.stop());
  return {
    mapping,
    events,
    delays,
    errors,
    ids: () => events.map(({ Records }) => Records.map(({ messageId }) => messageId)),
  };
}

/** Resolves when all pending promises have been handled. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('an SQS event source mapping', () => {
  it("invokes the function with messages as Lambda's records, and deletes them", async () => {
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

  it('receives batches of at most the batch size', async () => {
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
  ])(
    'deletes only the messages that the function does not report as failed, when its response %s',
    async (_, result, deleted) => {
      const queue = new FakeQueue();
      queue.add('a', 'b', 'c');
      run(queue, async () => result);
      await settle();
      expect(queue.deleted).toEqual(deleted.map((id) => `receipt ${id}`));
    },
  );

  it('deletes the whole batch when partial batch responses are not enabled', async () => {
    const queue = new FakeQueue();
    queue.add('a', 'b');
    const result = { ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'b' }] } } as const;
    run(queue, async () => result, { reportBatchItemFailures: false });
    await settle();
    expect(queue.deleted).toHaveLength(2);
  });

  it('runs no more invocations at a time than its maximum, and continues when one ends', async () => {
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

  it('has one long poll at a time, which waits for messages', async () => {
    const queue = new FakeQueue();
    run(queue, succeed);
    await settle();
    expect(queue.receives).toMatchObject([{ WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }]);
  });

  it('stops a long poll at once, and resolves after the batch in progress', async () => {
    const queue = new FakeQueue();
    const end = Promise.withResolvers<InvocationResult>();
    const { mapping } = run(queue, () => end.promise);
    queue.add('a');
    await settle();
    let stopped = false;
    const stopping = mapping.stop().then(() => {
      stopped = true;
    });
    await settle();
    expect(stopped).toBe(false);
    end.resolve({ ok: true, payload: null });
    await stopping;
    expect(queue.deleted).toEqual(['receipt a']);
  });

  it('reports a receive that fails, and receives again after a second', async () => {
    const queue = new FakeQueue();
    let failures = 1;
    const send: typeof queue.client.send = (command, options) =>
      failures-- > 0 ? Promise.reject(new Error('unavailable')) : queue.client.send(command, options);
    const { delays, errors, ids } = run(queue, succeed, { sqs: { send } as unknown as SQSClient });
    queue.add('a');
    await settle();
    expect(errors.map(({ message }) => message)).toEqual(['unavailable']);
    expect(delays).toEqual([1_000]);
    expect(ids()).toEqual([['a']]);
  });
});

describe('the gathering of a batch', () => {
  /** A mapping with some invocations in progress, which end with the test. */
  async function busy(invocations: number, options: Partial<SqsEventSourceMappingOptions> = {}) {
    const queue = new FakeQueue();
    const end = Promise.withResolvers<InvocationResult>();
    let gathers = false;
    const delays: number[] = [];
    const running = run(queue, () => end.promise, {
      maximumConcurrency: 4,
      ...options,
      async sleep(delayMs, signal) {
        if (!gathers) return;
        delays.push(delayMs);
        await options.sleep?.(delayMs, signal);
      },
    });
    // Before the hook that stops the mapping: hooks run in reverse order.
    onTestFinished(() => end.resolve({ ok: true, payload: null }));
    for (let index = 0; index < invocations; index += 1) {
      queue.add(`busy ${index}`);
      await settle();
    }
    gathers = true;
    running.events.length = 0;
    queue.receives.length = 0;
    return { ...running, queue, delays, end };
  }

  it('does not delay a message when no invocation is in progress', async () => {
    const { queue, delays, ids } = await busy(0);
    queue.add('a');
    await settle();
    expect(ids()).toEqual([['a']]);
    expect(delays).toEqual([]);
  });

  it.each([
    [1, 5],
    [2, 20],
    [3, 45],
  ])('takes longer the more of four invocations are in progress: with %i, %i ms', async (invocations, delayMs) => {
    const { queue, delays, ids } = await busy(invocations);
    queue.add('a');
    await settle();
    expect(delays).toEqual([delayMs]);
    expect(ids()).toEqual([['a']]);
  });

  it('is left out when it would take less than a millisecond', async () => {
    const { queue, delays } = await busy(1, { maximumConcurrency: 10 });
    queue.add('a');
    await settle();
    expect(delays).toEqual([]);
  });

  it('is left out for a batch that is full', async () => {
    const { queue, delays, ids } = await busy(2, { batchSize: 2 });
    queue.add('a', 'b');
    await settle();
    expect(ids()).toEqual([['a', 'b']]);
    expect(delays).toEqual([]);
  });

  it('adds the messages that arrive meanwhile, up to the batch size', async () => {
    const gathering = Promise.withResolvers<void>();
    const { queue, ids } = await busy(2, { batchSize: 3, sleep: () => gathering.promise });
    queue.add('a');
    await settle();
    queue.add('b', 'c', 'd');
    await settle();
    expect(ids()).toEqual([]);
    gathering.resolve();
    await settle();
    expect(ids()[0]).toEqual(['a', 'b', 'c']);
    expect(queue.receives[0]).toMatchObject({ MaxNumberOfMessages: 2, WaitTimeSeconds: 0 });
  });

  it('invokes the function with the messages of the first receive when the second fails, and reports the error', async () => {
    const { queue, delays, errors, ids } = await busy(2);
    queue.receiveErrors.push(new Error('unavailable'));
    queue.add('a');
    await settle();
    expect(ids()).toEqual([['a']]);
    expect(errors.map(({ message }) => message)).toEqual(['unavailable']);
    // No delay but that of the gathering: the mapping receives again at once.
    expect(delays).toEqual([20]);
    expect(queue.receives.at(-1)).toMatchObject({ WaitTimeSeconds: 20 });
  });

  it('ends when the mapping stops, and the function is invoked with the messages of the first receive', async () => {
    const untilAborted = (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const { queue, mapping, errors, ids, end } = await busy(2, { sleep: untilAborted });
    queue.add('a');
    await settle();
    const stopped = mapping.stop();
    await settle();
    expect(ids()).toEqual([['a']]);
    end.resolve({ ok: true, payload: null });
    await stopped;
    expect(queue.deleted).toContain('receipt a');
    expect(errors).toEqual([]);
  });

  it('has invoked the function with the messages of the first receive when polling has stopped', async () => {
    const untilAborted = (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const { queue, mapping, ids } = await busy(2, { sleep: untilAborted });
    queue.add('a');
    await settle();
    expect(ids()).toEqual([]);
    await mapping.stopPolling();
    expect(ids()).toEqual([['a']]);
  });

  it('does not abort the second receive when the mapping stops, and invokes the function with its messages', async () => {
    const { queue, mapping, ids } = await busy(2);
    const send = queue.client.send;
    const receiving = Promise.withResolvers<void>();
    queue.client.send = async (command, options) => {
      const gathers = command instanceof ReceiveMessageCommand && command.input.WaitTimeSeconds === 0;
      if (gathers) await receiving.promise;
      return send(command, options);
    };
    queue.add('a');
    await settle();
    queue.add('b');
    const stopped = mapping.stopPolling();
    receiving.resolve();
    await stopped;
    expect(ids()).toEqual([['a', 'b']]);
  });
});
