import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { STACK } from './deployed.ts';

/** The URL of a queue of the stack. @param name its name in the stack, such as `QuestionsQueue` */
export async function findQueueUrl(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: `${STACK}-${name}` }));
  const [url] = QueueUrls;
  if (url === undefined) throw new Error(`The stack has no queue ${name}`);
  return url;
}

/** The name of a table of the stack. @param name its name in the stack, such as `TasksTable` */
export async function findTableName(dynamodb: DynamoDBClient, name: string): Promise<string> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const found = TableNames.find((each) => each.startsWith(`${STACK}-${name}`));
  if (found === undefined) throw new Error(`The stack has no table ${name}`);
  return found;
}
