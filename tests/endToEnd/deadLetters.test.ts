import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { toItem } from '../../functions/shared/runtime/item.ts';
import { ended } from './client.ts';
import { deployedOnly, deployedUrl, STACK } from './deployed.ts';
import { sendByHand } from './queues.ts';

const dynamodb = new DynamoDBClient({});

async function tasksTable(): Promise<string> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const name = TableNames.find((each) => each.startsWith(`${STACK}-TasksTable`));
  if (name === undefined) throw new Error('There is no table of tasks');
  return name;
}

// That what fails gets there, failures.test.ts looks at: that needs a worker that fails.
describe.skipIf(deployedOnly)(`the dead-letter queue of a service that is deployed${deployedOnly}`, () => {
  it('has the task of a message that got there marked as failed, and says why', async () => {
    const [id, createdAt] = [randomUUID(), Date.now()];
    const expiresAt = Math.floor(createdAt / 1000) + 3_600;
    const task = { id, kind: 'answer', status: 'queued', createdAt, expiresAt };
    await dynamodb.send(new PutItemCommand({ TableName: await tasksTable(), Item: toItem(task) }));
    await sendByHand('QuestionsDeadLetterQueue', [
      JSON.stringify({ id, createdAt, kind: 'answer', question: 'Was it received in vain?' }),
    ]);
    const { status, reason } = await ended(deployedUrl ?? '', id);
    expect(status).toBe('failed');
    expect(reason).toMatch(/tried 3 times and failed each time/);
  });
});
