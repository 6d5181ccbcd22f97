import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { InvocationResult } from './invocation.ts';

const LONG_POLL_SECONDS = 20;
const RETRY_DELAY_MS = 1_000;
/** SQS's own bound for one receive, and so for a batch without a batching window. */
const MAX_RECEIVE = 10;

/**
 * How long a batch that is not full may wait for company when all invocations but one are in use. A message that finds
 * nothing in progress starts at once; the fewer invocations are left, the more each of them should carry, or a burst
 * would use them up on single messages.
 */
const MAX_GATHERING_MS = 80;

export interface QueueSourceOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
  readonly invoke: (event: SQSEvent) => Promise<InvocationResult>;
  /** Told of what keeps messages from being received or deleted; the source goes on by itself. */
  readonly onError: (error: Error) => void;
}

/**
 * An SQS event source mapping: receives batches, invokes the function with them, and deletes what succeeded. What failed
 * stays in the queue until its visibility timeout ends.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".
 *
 * One loop does all the polling: several would wake each other in vain.
 */
export class QueueSource {
  readonly #options: QueueSourceOptions;
  readonly #stopping = new AbortController();
  /** Batches that are not done with: being processed, or being deleted. */
  readonly #batches = new Set<Promise<void>>();
  /** How many of them are being processed. */
  #running = 0;
  #freed = Promise.withResolvers<void>();
  #polling: Promise<void> | undefined;

  constructor(options: QueueSourceOptions) {
    this.#options = options;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Stops polling at once; resolves when the batches in progress are done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await Promise.all(this.#batches);
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        if (this.#running >= this.#options.maximumConcurrency) {
          this.#freed = Promise.withResolvers<void>();
          await this.#freed.promise;
          continue;
        }
        const messages = await this.#receiveBatch();
        if (messages.length > 0) this.#begin(messages);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#options.onError(error as Error);
        await sleep(RETRY_DELAY_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  async #receiveBatch(): Promise<Message[]> {
    const limit = Math.min(this.#options.batchSize, MAX_RECEIVE);
    const messages = await this.#receive(limit, LONG_POLL_SECONDS);
    const gatheringMs = MAX_GATHERING_MS * (this.#running / this.#options.maximumConcurrency) ** 2;
    if (messages.length > 0 && messages.length < limit && gatheringMs >= 1) {
      await sleep(gatheringMs);
      messages.push(...(await this.#receive(limit - messages.length, 0)));
    }
    return messages;
  }

  async #receive(limit: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#options.queueUrl,
      MaxNumberOfMessages: limit,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages } = await this.#options.sqs.send(command, { abortSignal: this.#stopping.signal });
    return Messages ?? [];
  }

  #begin(messages: Message[]): void {
    const batch = this.#process(messages)
      .catch((error: Error) => this.#options.onError(error))
      .finally(() => this.#batches.delete(batch));
    this.#batches.add(batch);
  }

  async #process(messages: Message[]): Promise<void> {
    const records = messages.map((message) => this.#record(message));
    const result = await this.#invoke({ Records: records });
    if (!result.ok) return;

    const kept = this.#options.reportBatchItemFailures ? failures(records, result.payload) : new Set<string>();
    const done = records.filter(({ messageId }) => !kept.has(messageId));
    if (done.length === 0) return;
    const { Failed } = await this.#options.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.#options.queueUrl,
        Entries: done.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
      }),
    );
    if (Failed && Failed.length > 0)
      throw new Error(`${Failed.length} messages could not be deleted: ${Failed[0]?.Code}`);
  }

  /** The next batch need not wait until this one is deleted. */
  async #invoke(event: SQSEvent): Promise<InvocationResult> {
    this.#running += 1;
    try {
      return await this.#options.invoke(event);
    } finally {
      this.#running -= 1;
      this.#freed.resolve();
    }
  }

  #record(message: Message): SQSRecord {
    return {
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: { ...message.Attributes } as unknown as SQSRecord['attributes'],
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, messageAttribute(value)]),
      ),
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.#options.queueArn,
      awsRegion: this.#options.region,
    };
  }
}

/**
 * The messages that a batch response reports as failed. A response that names none, such as null, reports none; one that
 * is malformed, or names a message that was not in the batch, fails the whole batch.
 * Source: AWS Lambda Developer Guide, "Implementing partial batch responses" (success and failure conditions).
 */
function failures(records: SQSRecord[], payload: unknown): Set<string> {
  const all = new Set(records.map(({ messageId }) => messageId));
  const { batchItemFailures } = (payload ?? {}) as Partial<SQSBatchResponse>;
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return all;
  const failed = batchItemFailures.map((failure) => failure?.itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}

function messageAttribute(value: MessageAttributeValue): SQSMessageAttribute {
  return {
    dataType: (value.DataType ?? 'String') as SQSMessageAttribute['dataType'],
    ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
    ...(value.BinaryValue !== undefined && { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
  };
}
