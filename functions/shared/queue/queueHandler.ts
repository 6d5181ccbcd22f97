import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { CORRELATION_ID } from '../runtime/correlation.ts';
import { log } from '../runtime/log.ts';
import { publishMetrics } from '../runtime/metrics.ts';
import { toError } from '../runtime/toError.ts';
import { type Delivery, deliveryOf, parseBody, type ReceivedMessage } from './receivedMessage.ts';

export interface QueueHandlerOptions<Schema extends z.ZodMiniType> {
  readonly schema: Schema;
  /** Processes one message. Throws when the message is to be received again; the thrown value need not be an Error. */
  readonly process: (message: ReceivedMessage<z.output<Schema>>) => Promise<void>;
  /**
   * Called before processing with all well-formed messages of the batch. After an error all of them are processed.
   *
   * @returns the messages to process; the others stay in the queue
   */
  readonly select?: (
    messages: readonly ReceivedMessage<z.output<Schema>>[],
  ) => Promise<readonly ReceivedMessage<z.output<Schema>>[]>;
  /** The fields with which log lines identify what the message is about, such as its `task_id`. */
  readonly fieldsOf?: (message: z.output<Schema>) => Readonly<Record<string, string>>;
  /** Called for each message that failed, without its body where that is malformed. An error is logged and ignored. */
  readonly onFailure?: (delivery: Delivery & { readonly message?: z.output<Schema> }) => Promise<void>;
}

/**
 * The Lambda handler of a queue's consumer. It parses the messages of a batch and processes them concurrently and
 * independently: an error of one message, or of all, does not affect the others. Messages that failed or were not selected
 * stay in the queue (`ReportBatchItemFailures`).
 */
export function queueHandler<Schema extends z.ZodMiniType>({
  schema,
  process,
  select = async (messages) => messages,
  fieldsOf = () => ({}),
  onFailure = async () => {},
}: QueueHandlerOptions<Schema>) {
  type Message = ReceivedMessage<z.output<Schema>>;

  async function fail(delivery: Delivery & { readonly message?: z.output<Schema> }, error: unknown): Promise<void> {
    const fields = {
      ...deliveryFields(delivery),
      ...(delivery.message !== undefined && fieldsOf(delivery.message)),
    };
    log.error('Message failed', { event: 'message.failed', ...fields, error: toError(error) });
    try {
      await onFailure(delivery);
    } catch (cause) {
      log.warn('onFailure threw an error', { event: 'message.on_failure_threw', ...fields, error: toError(cause) });
    }
  }

  /** @returns whether the message was processed */
  async function succeeds(message: Message): Promise<boolean> {
    try {
      await process(message);
      return true;
    } catch (error) {
      await fail(message, error);
      return false;
    }
  }

  async function selectOrAll(messages: readonly Message[]): Promise<readonly Message[]> {
    try {
      return await select(messages);
    } catch (error) {
      log.warn('Messages not selected', { event: 'batch.not_selected', error: toError(error) });
      return messages;
    }
  }

  async function handle({ Records: records }: SQSEvent): Promise<SQSBatchResponse> {
    const messages: Message[] = [];
    const malformed: Promise<void>[] = [];
    for (const record of records) {
      const delivery = deliveryOf(record);
      try {
        messages.push({ ...delivery, message: parseBody(record, schema) });
      } catch (error) {
        malformed.push(fail(delivery, error));
      }
    }
    const selected = await selectOrAll(messages);
    const outcomes = await Promise.all(selected.map(succeeds));
    await Promise.all(malformed);
    const processed = new Set(selected.filter((_, index) => outcomes[index]).map(({ messageId }) => messageId));
    const kept = records.filter(({ messageId }) => !processed.has(messageId));
    return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  return middy<SQSEvent, SQSBatchResponse>().use(injectLambdaContext(log)).use(publishMetrics).handler(handle);
}

/** The fields with which a log line identifies a message. */
export function deliveryFields({ messageId, correlationId }: Delivery): Record<string, string | undefined> {
  return { message_id: messageId, [CORRELATION_ID]: correlationId };
}
