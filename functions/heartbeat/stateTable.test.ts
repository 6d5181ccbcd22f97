import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../tests/dynamodb.ts';
import { toItem } from '../shared/runtime/item.ts';
import { createHeartbeatStateTable, type HeartbeatStateTable } from './stateTable.ts';

describe('the heartbeat state table', () => {
  let dynamodb: TestDynamodb;
  let table: HeartbeatStateTable;

  beforeAll(async () => {
    dynamodb = await startDynamodb({
      TableName: 'heartbeat',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    table = createHeartbeatStateTable(dynamodb.client, 'heartbeat');
  });

  afterAll(() => dynamodb.stop());

  it('returns a healthy state before the first save', async () => {
    expect(await table.read()).toEqual({ healthy: true, version: 0 });
  });

  it('saves only one of two states with the same version', async () => {
    const state = { healthy: false, question: { id: 'a', askedAt: 1 }, version: 1 };
    expect((await Promise.all([table.save(state), table.save(state)])).toSorted()).toEqual([false, true]);
    expect(await table.read()).toMatchObject(state);
    expect(await table.save({ ...state, version: 2 })).toBe(true);
  });

  it('reads the state of an earlier version, which called healthy well', async () => {
    const item = toItem({ id: 'heartbeat', well: false, version: 7 });
    await dynamodb.client.send(new PutItemCommand({ TableName: 'heartbeat', Item: item }));
    expect(await table.read()).toMatchObject({ healthy: false, version: 7 });
  });
});
