import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Alert } from '../shared/alert.ts';

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

export function heartbeatStateTable(dynamodb: DynamoDBDocumentClient, tableName: string): HeartbeatStateTable {
  return {
    async read() {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: tableName, Key: { id: ID }, ConsistentRead: true }),
      );
      return (Item as HeartbeatState | undefined) ?? FIRST;
    },

    async save(state) {
      try {
        await dynamodb.send(
          new PutCommand({
            TableName: tableName,
            Item: { ...state, id: ID },
            ConditionExpression: 'attribute_not_exists(id) OR #version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': state.version - 1 },
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
