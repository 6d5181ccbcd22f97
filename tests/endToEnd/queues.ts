import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from './client.ts';
import { STACK } from './deployed.ts';

const sqs = new SQSClient({});

/** The URL of a queue that is deployed. @param name what it is called in the stack, such as `QuestionsQueue` */
async function queueUrl(name: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: `${STACK}-${name}` }));
  const [url] = QueueUrls;
  if (url === undefined) throw new Error(`There is no queue ${name}`);
  return url;
}

/** Sends up to ten messages by hand, past the API. */
export async function sendByHand(name: string, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: await queueUrl(name), Entries }));
  if (Failed.length > 0) throw new Error(`The queue did not take a message: ${Failed[0]?.Message}`);
}

/** Resolves when everything that was in a queue of what is deployed has been dealt with. */
export async function emptied(name: string): Promise<void> {
  const QueueUrl = await queueUrl(name);
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
