import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { correlation } from '../runtime/correlation.ts';
import { log } from '../runtime/log.ts';
import { publishMetrics } from '../runtime/metrics.ts';

export interface QueueConsumer {
  /** Throws (anything at all) when the message is to be received again. */
  process(record: SQSRecord): Promise<void>;
  /** Told of each message that failed. What it throws is logged and changes nothing. */
  onFailure?(record: SQSRecord): Promise<void>;
  /** The messages of a batch that are not to be processed now. */
  toPostpone?(records: SQSRecord[]): Promise<SQSRecord[]>;
  /** Told of each message that is postponed. What it throws is logged and changes nothing. */
  onPostponed?(record: SQSRecord, position: number): Promise<void>;
}

/**
 * The Lambda handler of a queue's consumer. The messages of a batch are processed at the same time, each on its own:
 * what one message throws, or that every one of them throws, changes nothing for the others. A message that failed or
 * was postponed is kept by SQS (`ReportBatchItemFailures`).
 */
export function queueHandler({ process, onFailure, toPostpone, onPostponed }: QueueConsumer) {
  async function fails(record: SQSRecord): Promise<boolean> {
    try {
      await process(record);
      return false;
    } catch (error) {
      log.error('Message failed', {
        event: 'message.failed',
        message_id: record.messageId,
        ...correlation(record),
        error: asError(error),
      });
    }
    await attempt(record, onFailure?.(record));
    return true;
  }

  async function postpone(record: SQSRecord, position: number): Promise<void> {
    log.warn('Message postponed', { event: 'message.postponed', message_id: record.messageId, ...correlation(record) });
    await attempt(record, onPostponed?.(record, position));
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(log))
    .use(publishMetrics)
    .handler(async ({ Records: records }) => {
      const postponed = (await toPostpone?.(records)) ?? [];
      const now = records.filter((record) => !postponed.includes(record));
      // First, because what is processed now may not leave time for it.
      await Promise.all(postponed.map(postpone));
      const failed = await Promise.all(now.map(fails));
      const kept = [...now.filter((_, index) => failed[index]), ...postponed];
      return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
}

async function attempt(record: SQSRecord, action: Promise<void> | undefined): Promise<void> {
  try {
    await action;
  } catch (error) {
    log.warn('Message waits its whole visibility timeout', {
      event: 'message.waits',
      message_id: record.messageId,
      ...correlation(record),
      error: asError(error),
    });
  }
}

/** How often SQS has handed out a message, this time included. */
export function receiveCount(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

/** The body of a message, checked. @throws Error saying what is wrong, without quoting the message. */
export function readMessage<Schema extends z.ZodMiniType>(record: SQSRecord, schema: Schema): z.output<Schema> {
  let body: unknown;
  try {
    body = JSON.parse(record.body);
  } catch {
    throw new Error('The message is not JSON');
  }
  return schema.parse(body);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`Thrown was no Error but a value of type ${typeof thrown}`);
}
