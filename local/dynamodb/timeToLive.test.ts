import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../tests/dynamodb.ts';
import { StackResource } from '../cloudformation/stackResource.ts';
import { ensureTable } from './tables.ts';
import { TimeToLive } from './timeToLive.ts';

const NOW_SECONDS = 1_000_000;

function tableResource(timeToLive?: object): StackResource {
  const Properties = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    ...(timeToLive && { TimeToLiveSpecification: timeToLive }),
  };
  return new StackResource('Table', { Type: 'AWS::DynamoDB::Table', Properties }, (value) =>
    typeof value === 'object' && value !== null && 'Ref' in value ? 'Example' : value,
  );
}

describe('the time to live of items', () => {
  let dynamodb: TestDynamodb;
  let client: DynamoDBClient;
  let errors: Error[];

  beforeEach(async () => {
    dynamodb = await startDynamodb({
      TableName: 'Other',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    client = dynamodb.client;
    errors = [];
  });
  afterEach(() => dynamodb.stop());

  async function idsAfterRun(table: StackResource): Promise<(string | undefined)[]> {
    await ensureTable(client, table);
    const items = { expired: NOW_SECONDS - 1, current: NOW_SECONDS + 1, text: '1', none: undefined };
    for (const [id, time] of Object.entries(items)) {
      const expiresAt = typeof time === 'number' ? { N: String(time) } : { S: 'x' };
      const Item = { id: { S: id }, ...(time !== undefined && { expiresAt }) };
      await client.send(new PutItemCommand({ TableName: 'Example', Item }));
    }
    const { port } = (await client.config.endpoint?.()) ?? {};
    const timeToLive = new TimeToLive({
      tables: [table],
      endpoint: () => `http://127.0.0.1:${port}`,
      onError: (error) => errors.push(error),
      now: () => NOW_SECONDS * 1000,
    });
    await timeToLive.start();
    await timeToLive.deleteExpired();
    await timeToLive.stop();
    expect(errors).toEqual([]);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'Example' }));
    return Items.map(({ id }) => id?.S).sort();
  }

  it('deletes items whose time has passed, and no others', async () => {
    const table = tableResource({ AttributeName: 'expiresAt', Enabled: true });
    expect(await idsAfterRun(table)).toEqual(['current', 'none', 'text']);
  });

  it.each([
    ['without one', undefined],
    ['whose time to live is disabled', { AttributeName: 'expiresAt', Enabled: false }],
  ])('deletes no item of a table %s', async (_, timeToLive) => {
    expect(await idsAfterRun(tableResource(timeToLive))).toEqual(['current', 'expired', 'none', 'text']);
  });
});
