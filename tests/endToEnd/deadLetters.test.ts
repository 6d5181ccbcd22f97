import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { toItem } from '../../functions/shared/runtime/item.ts';
import { waitForTask } from './client.ts';
import { deployedOnly, deployedUrl } from './deployed.ts';
import { sendMessages } from './queues.ts';
import { findTableName } from './stackResources.ts';

const dynamodb = new DynamoDBClient({});

// failures.test.ts checks that failing messages reach the queue: it needs a worker that fails.
describe.skipIf(deployedOnly)(`the dead-letter queue of a deployed service${deployedOnly}`, () => {
  it('marks the task of a message that reached it as failed, with the reason', async () => {
    const [id, createdAt] = [randomUUID(), Date.now()];
    const expiresAt = Math.floor(createdAt / 1000) + 3_600;
    const task = { id, kind: 'answer', status: 'queued', createdAt, expiresAt };
    const TableName = await findTableName(dynamodb, 'TasksTable');
    await dynamodb.send(new PutItemCommand({ TableName, Item: toItem(task) }));
    await sendMessages('QuestionsDeadLetterQueue', [
      JSON.stringify({ id, createdAt, kind: 'answer', question: 'Was it received in vain?' }),
    ]);
    const { status, reason } = await waitForTask(deployedUrl ?? '', id);
    expect(status).toBe('failed');
    expect(reason).toMatch(/tried 3 times and failed each time/);
  });
});
