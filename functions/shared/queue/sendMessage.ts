import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from '../runtime/batcher.ts';
import { CORRELATION_ID } from '../runtime/correlation.ts';

/** What SQS takes in a SendMessageBatch, and what all of it together may have. */
const MAX_BATCH_SEND = 10;
const MAX_BATCH_BYTES = 1_048_576;

type Entry = SendMessageBatchRequestEntry & { Id: string; MessageBody: string };

/**
 * Sends messages to a queue, those of a burst together. What is sent is an object that JSON can carry, in at most 1 MiB,
 * with the id of the request that it comes from, where it comes from one.
 */
export function messageSender<Message extends object>(
  sqs: SQSClient,
  queueUrl: string,
): (message: Message, correlationId?: string) => Promise<void> {
  async function send(entries: Entry[]): Promise<[id: string, error: Error][]> {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    return Failed.map(({ Id = '', Code }) => [Id, new Error(`SQS refused a message: ${Code}`)]);
  }

  const sendOne = inBatches<{ message: Message; correlationId: string | undefined }>(MAX_BATCH_SEND, async (items) => {
    const entries = items.map(({ message, correlationId }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      ...(correlationId !== undefined && {
        MessageAttributes: { [CORRELATION_ID]: { DataType: 'String', StringValue: correlationId } },
      }),
    }));
    const failures = new Map((await Promise.all(withinBytes(entries).map(send))).flat());
    return entries.map(({ Id }) => failures.get(Id));
  });
  return (message, correlationId) => sendOne({ message, correlationId });
}

/** The same entries in as few batches as they fit into, in their order. */
function withinBytes(entries: Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.MessageBody);
    if (bytes > room) {
      batches.push([]);
      room = MAX_BATCH_BYTES;
    }
    batches.at(-1)?.push(entry);
    room -= bytes;
  }
  return batches;
}
