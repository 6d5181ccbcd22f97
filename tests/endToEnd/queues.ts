import { ListQueuesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
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
