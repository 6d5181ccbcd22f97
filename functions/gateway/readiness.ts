import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { toItem } from '../shared/runtime/item.ts';
import { log } from '../shared/runtime/log.ts';

const TIMEOUT_MS = 2_000;

export interface ReadinessOptions {
  sqs: SQSClient;
  dynamodb: DynamoDBClient;
  queueUrl: string;
  tableName: string;
}

/** Asks what a question needs on its way, at once, for 2 seconds at most. @returns the names of what does not answer. */
export async function unreachable({ sqs, dynamodb, queueUrl, tableName }: ReadinessOptions): Promise<string[]> {
  const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
  const checks: [name: string, check: Promise<unknown>][] = [
    [
      'questions queue',
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }), { abortSignal }),
    ],
    [
      'tasks table',
      // Reading an item that cannot exist needs no permission beyond reading items.
      dynamodb.send(new GetItemCommand({ TableName: tableName, Key: toItem({ id: 'readiness' }) }), { abortSignal }),
    ],
  ];
  const outcomes = await Promise.allSettled(checks.map(([, check]) => check));
  return checks.flatMap(([name], index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== 'rejected') return [];
    log.error('Not reachable', { event: 'readiness.failed', dependency: name, error: outcome.reason });
    return [name];
  });
}
