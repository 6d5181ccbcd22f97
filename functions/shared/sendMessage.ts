import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from './inBatches.ts';

/** What SQS takes in a SendMessageBatch. */
const MAX_BATCH_SEND = 10;

/** Sends messages to a queue, those of a burst together. What is sent is an object that JSON can carry. */
export function messageSender<Message extends object>(
  sqs: SQSClient,
  queueUrl: string,
): (message: Message) => Promise<void> {
  return inBatches<Message>(MAX_BATCH_SEND, async (messages) => {
    const entries = messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    const failures = new Map(Failed?.map(({ Id, Code }) => [Id, new Error(`SQS refused a message: ${Code}`)]));
    return entries.map(({ Id }) => failures.get(Id));
  });
}
