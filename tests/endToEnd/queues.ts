import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from './client.ts';
import { findQueueUrl } from './stackResources.ts';

const sqs = new SQSClient({});

/** Sends up to ten messages to a queue of the deployed stack, without the API. */
export async function sendMessages(name: string, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const QueueUrl = await findQueueUrl(sqs, name);
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  if (Failed.length > 0) throw new Error(`The queue refused a message: ${Failed[0]?.Message}`);
}

/** Resolves when a queue of the deployed stack has no messages, neither waiting nor in flight. */
export async function waitUntilEmpty(name: string): Promise<void> {
  const QueueUrl = await findQueueUrl(sqs, name);
  await eventually(async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes).every((number) => number === '0') ? true : undefined;
  });
}
