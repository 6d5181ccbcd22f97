import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { asError } from '../asError.ts';
import type { InvocationResult } from './invocation.ts';

/** The longest that a receive can wait. Source: Amazon SQS API Reference, "ReceiveMessage". */
const LONG_POLL_SECONDS = 20;
/** The delay before the next receive after one has failed. */
const RETRY_DELAY_MS = 1_000;
/** The most messages in one receive, and so in a batch without a batching window. Source: as above. */
const MAX_RECEIVED_MESSAGES = 10;

/**
 * How long a batch that is not full waits for more messages when almost all invocations are in use. With none in use it
 * does not wait. In between the wait grows with the square of the share in use: the fewer invocations are left, the more
 * messages each should carry, or a burst would use them up on single messages.
 */
const MAX_GATHERING_MS = 80;
/** A shorter wait is not worth a second receive. */
const MIN_GATHERING_MS = 1;

export interface SqsEventSourceMappingOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  /** The most messages in a batch. */
  readonly batchSize: number;
  /** The most invocations at a time. */
  readonly maximumConcurrency: number;
  /** Whether the function's response names the messages that failed (`ReportBatchItemFailures`). */
  readonly reportBatchItemFailures: boolean;
  readonly invoke: (event: SQSEvent) => Promise<InvocationResult>;
  /** Called with each error of a receive or a delete. The mapping continues. */
  readonly onError: (error: Error) => void;
  /** Resolves early when the signal is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * An event source mapping of a queue: receives batches, invokes the function with them, and deletes the messages that
 * succeeded. Messages that failed become visible again after their visibility timeout.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".
 *
 * One loop does all the polling. Of several long polls, each message would wake all and reach only one.
 */
export class SqsEventSourceMapping {
  readonly #options: SqsEventSourceMappingOptions;
  readonly #stopping = new AbortController();
  /** The batches that are being processed, or whose messages are being deleted. */
  readonly #batches = new Set<Promise<void>>();
  /** The number of invocations in progress. */
  #running = 0;
  /** Resolves when the next invocation ends. */
  #invocationEnded = Promise.withResolvers<void>();
  #polling: Promise<void> | undefined;

  constructor(options: SqsEventSourceMappingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Stops polling. When it resolves, every message that was received is part of an invocation. */
  async stopPolling(): Promise<void> {
    this.#stopping.abort();
    // Wakes the loop where it waits for an invocation to end.
    this.#invocationEnded.resolve();
    await this.#polling;
  }

  /** Stops polling. Resolves when the batches in progress are finished. */
  async stop(): Promise<void> {
    await this.stopPolling();
    await Promise.all(this.#batches);
  }

  async #poll(): Promise<void> {
    const { maximumConcurrency, onError, sleep } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        if (this.#running >= maximumConcurrency) {
          this.#invocationEnded = Promise.withResolvers<void>();
          await this.#invocationEnded.promise;
          continue;
        }
        const messages = await this.#receiveBatch();
        if (messages.length > 0) this.#begin(messages);
      } catch (error) {
        if (signal.aborted) return;
        onError(asError(error));
        await sleep(RETRY_DELAY_MS, signal);
      }
    }
  }

  async #receiveBatch(): Promise<Message[]> {
    const { batchSize, maximumConcurrency, onError, sleep } = this.#options;
    const { signal } = this.#stopping;
    const limit = Math.min(batchSize, MAX_RECEIVED_MESSAGES);
    const messages = await this.#receive(limit, LONG_POLL_SECONDS);
    const gatheringMs = MAX_GATHERING_MS * (this.#running / maximumConcurrency) ** 2;
    if (messages.length === 0 || messages.length === limit || gatheringMs < MIN_GATHERING_MS) return messages;
    await sleep(gatheringMs, signal);
    if (signal.aborted) return messages;
    try {
      messages.push(...(await this.#receive(limit - messages.length, 0)));
    } catch (error) {
      // The messages of the first receive are in flight. Without an invocation they would stay so until their visibility
      // timeout, and count as received once without having been processed.
      onError(asError(error));
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
    // Only a long poll is aborted: the messages of an aborted receive may be in flight already.
    const options = waitSeconds > 0 ? { abortSignal: this.#stopping.signal } : {};
    const { Messages } = await this.#options.sqs.send(command, options);
    return Messages ?? [];
  }

  #begin(messages: Message[]): void {
    const batch = this.#process(messages)
      .catch((error) => this.#options.onError(asError(error)))
      .finally(() => this.#batches.delete(batch));
    this.#batches.add(batch);
  }

  async #process(messages: Message[]): Promise<void> {
    const records = messages.map((message) => this.#record(message));
    const result = await this.#invoke({ Records: records });
    if (!result.ok) return;

    const failedIds = this.#options.reportBatchItemFailures ? failures(records, result.payload) : new Set<string>();
    const succeeded = records.filter(({ messageId }) => !failedIds.has(messageId));
    if (succeeded.length === 0) return;
    const { Failed } = await this.#options.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.#options.queueUrl,
        Entries: succeeded.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
      }),
    );
    if (Failed && Failed.length > 0)
      throw new Error(`${Failed.length} messages could not be deleted: ${Failed[0]?.Code}`);
  }

  /** The invocation counts as in progress until the function returns: the next batch does not wait for the delete. */
  async #invoke(event: SQSEvent): Promise<InvocationResult> {
    this.#running += 1;
    try {
      return await this.#options.invoke(event);
    } finally {
      this.#running -= 1;
      this.#invocationEnded.resolve();
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
 * Returns the ids of the messages that a batch response reports as failed. A response that names none, such as null,
 * reports none. A response that is malformed, or names a message that is not in the batch, fails the whole batch.
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
