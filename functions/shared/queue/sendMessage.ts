import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { createBatcher } from '../runtime/batcher.ts';
import { CORRELATION_ID } from '../runtime/correlation.ts';
import { asciiJson } from '../runtime/json.ts';
import { toError } from '../runtime/toError.ts';

/** How many messages SQS accepts in one SendMessageBatch, and the bytes of all of them together. */
const MAX_BATCH_SIZE = 10;
const MAX_BATCH_BYTES = 1_048_576;

type Entry = SendMessageBatchRequestEntry & { Id: string; MessageBody: string };

/**
 * Sends messages to a queue as JSON in ASCII, at most 1 MiB each, with the correlation id as a message attribute. Concurrent
 * messages share a batch call.
 *
 * @returns a function that resolves when SQS has accepted the message
 */
export function createMessageSender<Message extends object>(
  sqs: SQSClient,
  queueUrl: string,
): (message: Message, correlationId?: string) => Promise<void> {
  async function send(entries: Entry[]): Promise<[id: string, error: Error][]> {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    return Failed.map(({ Id = '', Code }) => [Id, new Error(`SQS refused a message: ${Code}`)]);
  }

  const sendOne = createBatcher<{ message: Message; correlationId: string | undefined }>(
    MAX_BATCH_SIZE,
    async (items) => {
      const entries = items.map(({ message, correlationId }, index) => ({
        Id: String(index),
        MessageBody: asciiJson(message),
        ...(correlationId !== undefined && {
          MessageAttributes: { [CORRELATION_ID]: { DataType: 'String', StringValue: correlationId } },
        }),
      }));
      const batches = splitByBytes(entries);
      const outcomes = await Promise.allSettled(batches.map(send));
      // A failed call rejects its own messages only: SQS has accepted those of the other calls.
      const failures = new Map(
        outcomes.flatMap((outcome, index) =>
          outcome.status === 'fulfilled'
            ? outcome.value
            : (batches[index] ?? []).map(({ Id }): [string, Error] => [Id, toError(outcome.reason)]),
        ),
      );
      return entries.map(({ Id }) => failures.get(Id));
    },
  );
  return (message, correlationId) => sendOne({ message, correlationId });
}

/** Splits entries into batches of at most {@link MAX_BATCH_BYTES}, in order. */
function splitByBytes(entries: Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let remainingBytes = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.MessageBody);
    if (bytes > remainingBytes) {
      batches.push([]);
      remainingBytes = MAX_BATCH_BYTES;
    }
    batches.at(-1)?.push(entry);
    remainingBytes -= bytes;
  }
  return batches;
}
