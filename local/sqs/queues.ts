import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';

/** All properties but the name are queue attributes of the same name, which SQS takes as text. */
const queueProperties = z
  .object({ QueueName: z.unknown().optional() })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]))
  .transform(({ QueueName: _, ...attributes }) =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
  );

/** The most entries that SQS takes in one batch request. Source: Amazon SQS Developer Guide, "Amazon SQS quotas". */
const MAX_BATCH_ENTRIES = 10;

const emulatedQueue = z.object({
  messages: z.object({ inflight: z.array(z.object({ receiptHandle: z.string() })) }),
});

/** Creates a queue, or gives an existing queue of an earlier run the attributes that the template has now. */
export async function ensureQueue(sqs: SQSClient, queue: StackResource): Promise<void> {
  const attributes = queue.properties(queueProperties);
  try {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.ref, Attributes: attributes }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    await sqs.send(new CreateQueueCommand({ QueueName: queue.attribute('QueueName'), Attributes: attributes }));
  }
}

/**
 * Makes the messages visible that were in flight when the last run ended. The functions that were processing them ended
 * too, so their visibility timeouts need not be waited for.
 *
 * @param endpoint of the emulator, whose inspection API knows the receipt handles
 */
export async function releaseInFlightMessages(sqs: SQSClient, endpoint: string, queueUrl: string): Promise<void> {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${queueUrl.split('/').at(-1)}`);
  const { inflight } = emulatedQueue.parse(await response.json()).messages;
  for (let start = 0; start < inflight.length; start += MAX_BATCH_ENTRIES) {
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        // One second, not zero: with zero, fauxqs 2.4 loses the message, because its database rejects the row.
        Entries: inflight.slice(start, start + MAX_BATCH_ENTRIES).map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 1,
        })),
      }),
    );
  }
}
