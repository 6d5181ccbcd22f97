import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from './inBatches.ts';

/** What SQS takes in a SendMessageBatch, and what all of it together may have. */
const MAX_BATCH_SEND = 10;
const MAX_BATCH_BYTES = 1_048_576;

interface Entry {
  Id: string;
  MessageBody: string;
}

/**
 * Sends messages to a queue, those of a burst together. What is sent is an object that JSON can carry, in at most 1 MiB.
 */
export function messageSender<Message extends object>(
  sqs: SQSClient,
  queueUrl: string,
): (message: Message) => Promise<void> {
  async function send(entries: Entry[]): Promise<[id: string, error: Error][]> {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    return Failed.map(({ Id = '', Code }) => [Id, new Error(`SQS refused a message: ${Code}`)]);
  }

  return inBatches<Message>(MAX_BATCH_SEND, async (messages) => {
    const entries = messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    const failures = new Map((await Promise.all(withinBytes(entries).map(send))).flat());
    return entries.map(({ Id }) => failures.get(Id));
  });
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
