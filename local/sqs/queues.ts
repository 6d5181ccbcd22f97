import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The properties of `AWS::SQS::Queue` that are queue attributes under the same name. */
const ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];
export const QUEUE_PROPERTIES = [...ATTRIBUTES, 'QueueName'];

/** Creates a queue, or gives one that is there from an earlier run the attributes that the template has now. */
export async function ensureQueue(
  sqs: SQSClient,
  queueUrl: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const attributes = Object.fromEntries(
    ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name) => [name, asText(properties[name])]),
  );
  try {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: attributes }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    await sqs.send(new CreateQueueCommand({ QueueName: queueUrl.split('/').at(-1), Attributes: attributes }));
  }
}

/**
 * Makes the messages visible that were in flight when the last run ended: whoever was processing them is gone, so there
 * is nothing to wait for.
 *
 * @param endpoint where the emulator listens: its inspection page knows the receipt handles
 */
export async function releaseInFlight(sqs: SQSClient, endpoint: string, queueUrl: string): Promise<void> {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${queueUrl.split('/').at(-1)}`);
  const { messages } = (await response.json()) as { messages: { inflight: { receiptHandle: string }[] } };
  for (let start = 0; start < messages.inflight.length; start += 10) {
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        // One second, not zero: with zero, fauxqs 2.4 loses the message (its database refuses the row).
        Entries: messages.inflight.slice(start, start + 10).map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 1,
        })),
      }),
    );
  }
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
