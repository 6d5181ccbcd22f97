import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { toItem } from '../shared/runtime/item.ts';
import { log } from '../shared/runtime/log.ts';
import { toError } from '../shared/runtime/toError.ts';

/** Chosen: well within the function's timeout of 10 s, and longer than a healthy call takes by far. */
const TIMEOUT_MS = 2_000;

export interface ReadinessOptions {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly questionsQueueUrl: string;
  readonly tasksTableName: string;
}

/**
 * Checks that the queue and the table that every question needs respond within {@link TIMEOUT_MS}.
 *
 * @returns a function that resolves with the names of those that do not
 */
export function createReadinessCheck({ sqs, dynamodb, questionsQueueUrl, tasksTableName }: ReadinessOptions) {
  return async (): Promise<string[]> => {
    const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
    const checks: [name: string, check: Promise<unknown>][] = [
      [
        'questions queue',
        sqs.send(new GetQueueAttributesCommand({ QueueUrl: questionsQueueUrl, AttributeNames: ['QueueArn'] }), {
          abortSignal,
        }),
      ],
      [
        'tasks table',
        // To read an item that does not exist needs no permission beyond reading items.
        dynamodb.send(new GetItemCommand({ TableName: tasksTableName, Key: toItem({ id: 'readiness' }) }), {
          abortSignal,
        }),
      ],
    ];
    const outcomes = await Promise.allSettled(checks.map(([, check]) => check));
    return checks.flatMap(([name], index) => {
      const outcome = outcomes[index];
      if (outcome?.status !== 'rejected') return [];
      log.error('Dependency not reachable', {
        event: 'readiness.failed',
        dependency: name,
        error: toError(outcome.reason),
      });
      return [name];
    });
  };
}
