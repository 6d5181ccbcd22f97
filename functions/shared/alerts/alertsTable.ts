import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from '../runtime/item.ts';
import { ALERTS_BY_TIME, type Alert } from './alert.ts';

/** The one partition of the index that all alerts are in: they are few. */
const ALL_ALERTS = 'all';

/** An item has 400 KB (DynamoDB's limit), a little of which is for everything but the data. */
const MAX_DATA_BYTES = 390_000;

/** An alert as the table holds it. */
export type RecordedAlert = Omit<Alert, 'counted'> & {
  /** How many alerts this one stands for, when it is of the kind that is counted. */
  count?: number;
  /** When the last of them came, in milliseconds since the epoch. */
  lastTime?: number;
};

/** What the table holds of it beside. */
type AlertItem = RecordedAlert & { expiresAt: number; partition: string };

/** Where a page of alerts begins: behind this one. */
export type AlertPosition = Pick<Alert, 'id' | 'time'>;

interface AlertPage {
  alerts: RecordedAlert[];
  /** Where the next page begins; nothing when this is the last. */
  next?: AlertPosition;
}

/** The alerts table. What has expired is not there, though DynamoDB may take days to delete it. */
export interface AlertsTable {
  /**
   * Records an alert; recording it again changes nothing. Data beyond what an item has room for is cut off, and ends in …
   *
   * @returns it as it is recorded, with its count, but with all its data
   */
  record(alert: Alert): Promise<RecordedAlert>;
  read(id: string): Promise<RecordedAlert | undefined>;
  /** The newest alerts first. On AWS an alert may take a moment to appear here. */
  newest(limit: number, after?: AlertPosition): Promise<AlertPage>;
}

export function alertsTable(
  dynamodb: DynamoDBClient,
  tableName: string,
  retentionSeconds: number,
  now: () => number,
): AlertsTable {
  const expiresAt = ({ time }: Alert) => Math.floor(time / 1000) + retentionSeconds;

  return {
    async record({ counted, ...alert }) {
      if (!counted) {
        const item = { ...alert, data: cut(alert.data), expiresAt: expiresAt(alert), partition: ALL_ALERTS };
        await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: toItem(item) }));
        return alert;
      }
      const { id, ...item } = { ...alert, expiresAt: expiresAt(alert), partition: ALL_ALERTS };
      const fields = Object.entries(item).filter(([, value]) => value !== undefined);
      const { Attributes } = await dynamodb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: toItem({ id }),
          UpdateExpression: `SET ${fields
            .map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`)
            .join(', ')}, lastTime = :time ADD #count :one`,
          ExpressionAttributeNames: {
            '#count': 'count',
            ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: toItem({
            ':one': 1,
            ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return recorded(fromItem(Attributes ?? {}));
    },

    async read(id) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: toItem({ id }), ConsistentRead: true }),
      );
      const alert = Item && fromItem<AlertItem>(Item);
      return alert && alert.expiresAt * 1000 > now() ? recorded(alert) : undefined;
    },

    async newest(limit, after) {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: ALERTS_BY_TIME,
          KeyConditionExpression: '#partition = :all',
          FilterExpression: 'expiresAt > :now',
          ExpressionAttributeNames: { '#partition': 'partition' },
          ExpressionAttributeValues: toItem({ ':all': ALL_ALERTS, ':now': Math.floor(now() / 1000) }),
          ScanIndexForward: false,
          Limit: limit,
          ...(after && { ExclusiveStartKey: toItem({ ...after, partition: ALL_ALERTS }) }),
        }),
      );
      const next = LastEvaluatedKey && fromItem<AlertPosition>(LastEvaluatedKey);
      return {
        alerts: Items.map((item) => recorded(fromItem(item))),
        ...(next && { next: { id: next.id, time: next.time } }),
      };
    },
  };
}

function cut(data: string): string {
  const bytes = Buffer.from(data);
  if (bytes.byteLength <= MAX_DATA_BYTES) return data;
  // In the middle of a character the decoder leaves out what it had begun with.
  return `${new TextDecoder().decode(bytes.subarray(0, MAX_DATA_BYTES), { stream: true })}…`;
}

function recorded({ expiresAt: _, partition: __, ...alert }: AlertItem): RecordedAlert {
  return alert;
}
