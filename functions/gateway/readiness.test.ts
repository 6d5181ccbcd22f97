import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createReadinessCheck } from './readiness.ts';

const up = async () => ({});
const down = () => Promise.reject(new Error('connection refused'));

const findUnreachable = (queue: () => Promise<unknown>, table: () => Promise<unknown>) =>
  createReadinessCheck({
    sqs: { send: queue } as unknown as SQSClient,
    dynamodb: { send: table } as unknown as DynamoDBClient,
    questionsQueueUrl: 'http://queue',
    tasksTableName: 'tasks',
  })();

describe('the readiness check', () => {
  it.each<[name: string, queue: () => Promise<unknown>, table: () => Promise<unknown>, expected: string[]]>([
    ['nothing when queue and table respond', up, up, []],
    ['the queue when it does not respond', down, up, ['questions queue']],
    ['the table when it does not respond', up, down, ['tasks table']],
    ['both when neither responds', down, down, ['questions queue', 'tasks table']],
  ])('returns %s', async (_, queue, table, expected) => {
    expect(await findUnreachable(queue, table)).toEqual(expected);
  });
});
