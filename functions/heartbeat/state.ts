import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Alert } from '../shared/alerts/alert.ts';
import { fromItem, toItem } from '../shared/runtime/item.ts';

/** What one beat tells the next. */
export interface HeartbeatState {
  well: boolean;
  /** The question that was asked last, to see how long questions wait. `askedAt` is in milliseconds since the epoch. */
  question?: { id: string; askedAt: number } | undefined;
  /** An alert that is still to be sent. */
  alert?: Alert | undefined;
  /** One more with every beat, so that of two beats at once only one counts. */
  version: number;
}

export interface HeartbeatStateTable {
  read(): Promise<HeartbeatState>;
  /** @returns whether it was saved: not when another beat has been quicker. */
  save(state: HeartbeatState): Promise<boolean>;
}

const ID = 'heartbeat';
const FIRST: HeartbeatState = { well: true, version: 0 };

export function heartbeatStateTable(dynamodb: DynamoDBClient, tableName: string): HeartbeatStateTable {
  return {
    async read() {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: toItem({ id: ID }), ConsistentRead: true }),
      );
      return Item ? fromItem<HeartbeatState>(Item) : FIRST;
    },

    async save(state) {
      try {
        await dynamodb.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem({ ...state, id: ID }),
            ConditionExpression: 'attribute_not_exists(id) OR #version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: toItem({ ':before': state.version - 1 }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
