import type { SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { CORRELATION_ID } from '../runtime/correlation.ts';
import { parseJson } from '../runtime/json.ts';

/** One receive of a message: all that is known about it without its body. */
export interface Delivery {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** How many times SQS has delivered the message, including this one (`ApproximateReceiveCount`). */
  readonly attempt: number;
  /** The id of the API request that the message originates from, where it originates from one. */
  readonly correlationId: string | undefined;
}

/** A delivery with its parsed body. */
export interface ReceivedMessage<Message> extends Delivery {
  readonly message: Message;
}

export function deliveryOf({ messageId, receiptHandle, attributes, messageAttributes }: SQSRecord): Delivery {
  return {
    messageId,
    receiptHandle,
    attempt: Number(attributes.ApproximateReceiveCount),
    correlationId: messageAttributes[CORRELATION_ID]?.stringValue,
  };
}

/** @throws Error when the body is not JSON or does not match the schema; its message does not quote the body */
export function parseBody<Schema extends z.ZodMiniType>({ body }: SQSRecord, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch {
    throw new Error('The message is not JSON');
  }
  return schema.parse(value);
}
