import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from '../runtime/item.ts';
import { ALERTS_BY_TIME_INDEX, type Alert } from './alert.ts';
import { truncate } from './truncate.ts';

/** The index has one partition for all alerts: they are few, and a query for the newest then reads one partition. */
const ALL_ALERTS = 'all';

/** DynamoDB's limit for an item is 400 KB. The rest is for the other attributes. */
const MAX_DATA_BYTES = 390_000;

/** An alert as the table holds it. */
export type RecordedAlert = Omit<Alert, 'counted'> & {
  /** How many alerts were counted as this one; only for counted alerts. */
  count?: number;
  /** When the last of them was received, in milliseconds since the epoch. */
  lastTime?: number;
};

type AlertItem = RecordedAlert & { expiresAt: number; partition: string };

/** A page of alerts begins after the alert at this position. */
export type AlertPosition = Pick<Alert, 'id' | 'time'>;

interface AlertPage {
  alerts: RecordedAlert[];
  /** Set when there may be a next page. */
  next?: AlertPosition;
}

/** The alerts table. Expired alerts are not returned, although DynamoDB may take days to delete them. */
export interface AlertsTable {
  /**
   * Records an alert. Recording it again changes nothing, or increments the count of a counted alert. Stored data is
   * truncated to {@link MAX_DATA_BYTES} and then ends in …
   *
   * @returns the alert as recorded, with its count, but with its data not truncated
   */
  record(alert: Alert): Promise<RecordedAlert>;
  /** @returns undefined when there is no such alert or its retention has ended */
  read(id: string): Promise<RecordedAlert | undefined>;
  /** The newest alerts first. Indexes are eventually consistent: an alert may appear here a moment after `read` finds it. */
  newest(limit: number, after?: AlertPosition): Promise<AlertPage>;
}

export function createAlertsTable(
  dynamodb: DynamoDBClient,
  tableName: string,
  retentionSeconds: number,
  now: () => number,
): AlertsTable {
  const expiresAt = ({ time }: Alert) => Math.floor(time / 1000) + retentionSeconds;

  return {
    async record({ counted, ...alert }) {
      if (!counted) {
        const data = truncate(alert.data, (start) => Buffer.byteLength(start) <= MAX_DATA_BYTES);
        const item = { ...alert, data, expiresAt: expiresAt(alert), partition: ALL_ALERTS };
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
          IndexName: ALERTS_BY_TIME_INDEX,
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

function recorded({ expiresAt: _, partition: __, ...alert }: AlertItem): RecordedAlert {
  return alert;
}
