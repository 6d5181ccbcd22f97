import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Alert } from '../shared/alerts/alert.ts';
import { conditionalWrite } from '../shared/runtime/conditionalWrite.ts';
import { fromItem, toItem } from '../shared/runtime/item.ts';

/** What one health check passes on to the next. */
export interface HeartbeatState {
  healthy: boolean;
  /** The last question that the heartbeat asked, to measure the wait in the queue. `askedAt`: milliseconds since the epoch. */
  question?: { id: string; askedAt: number } | undefined;
  /** An alert that has not been sent yet. */
  alert?: Alert | undefined;
  /** Incremented by every save, so that of two concurrent checks only one saves its result. */
  version: number;
}

export interface HeartbeatStateTable {
  read(): Promise<HeartbeatState>;
  /** @returns whether the state was saved: false when a concurrent check saved first */
  save(state: HeartbeatState): Promise<boolean>;
}

const ID = 'heartbeat';
const INITIAL_STATE: HeartbeatState = { healthy: true, version: 0 };

export function createHeartbeatStateTable(dynamodb: DynamoDBClient, tableName: string): HeartbeatStateTable {
  return {
    async read() {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: toItem({ id: ID }), ConsistentRead: true }),
      );
      // A state without `healthy` is of an earlier version, which called it `well`.
      const item = Item && fromItem<HeartbeatState & { well?: boolean }>(Item);
      return { ...INITIAL_STATE, ...(item?.well !== undefined && { healthy: item.well }), ...item };
    },

    async save(state) {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toItem({ ...state, id: ID }),
        ConditionExpression: 'attribute_not_exists(id) OR #version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: toItem({ ':before': state.version - 1 }),
      });
      return (await conditionalWrite(dynamodb.send(command))) !== undefined;
    },
  };
}
