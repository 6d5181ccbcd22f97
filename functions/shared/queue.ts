import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { log } from './log.ts';

/**
 * The Lambda handler of a queue's consumer. The messages of a batch are processed at the same time, each on its own:
 * what one message throws, or that every one of them throws, changes nothing for the others. A message that failed is
 * kept by SQS (`ReportBatchItemFailures`).
 *
 * @param process throws (anything at all) when the message is to be received again
 * @param onFailure is told of each message that failed; what it throws is logged and changes nothing
 */
export function queueHandler(
  process: (record: SQSRecord) => Promise<void>,
  onFailure: (record: SQSRecord) => Promise<void> = async () => {},
) {
  async function fails(record: SQSRecord): Promise<boolean> {
    try {
      await process(record);
      return false;
    } catch (error) {
      log.error('Message failed', { event: 'message.failed', message_id: record.messageId, error: asError(error) });
    }
    try {
      await onFailure(record);
    } catch (error) {
      log.warn('Failure not handled', {
        event: 'message.unhandled',
        message_id: record.messageId,
        error: asError(error),
      });
    }
    return true;
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(log))
    .handler(async ({ Records: records }) => {
      const failed = await Promise.all(records.map(fails));
      return {
        batchItemFailures: records
          .filter((_, index) => failed[index])
          .map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    });
}

/** The body of a message, checked. @throws Error saying what is wrong, without quoting the message. */
export function readMessage<Schema extends z.ZodType>(record: SQSRecord, schema: Schema): z.output<Schema> {
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
