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

/**
 * The index has this many partition keys. DynamoDB accepts 1,000 write units per second for one, and throttles the table when its
 * index is throttled. So a flood of alerts needs several, and each page of alerts is one query per partition key.
 * Source: Amazon DynamoDB Developer Guide, "Using write sharding to distribute workloads evenly".
 */
const SHARDS = 8;
/** The data of the alerts of one page, in bytes. Lambda's limit for a response is 6 MB, and JSON may double the size of data. */
const MAX_PAGE_BYTES = 1_000_000;

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
        const item = { ...alert, data, expiresAt: expiresAt(alert), partition: partitionOf(alert) };
        await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: toItem(item) }));
        return alert;
      }
      const { id, ...item } = { ...alert, expiresAt: expiresAt(alert), partition: partitionOf(alert) };
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
      const shards = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => queryShard(shard, limit, after)));
      // A shard that has more alerts than were read bounds what is known: older alerts of other shards may follow them.
      const [bound] = shards.flatMap(({ last }) => last ?? []).sort(byPosition);
      const known = shards
        .flatMap(({ alerts }) => alerts)
        .filter((alert) => bound === undefined || byPosition(alert, bound) <= 0)
        .sort(byPosition);
      const alerts = withinBytes(known.slice(0, limit));
      const next = alerts.length < known.length ? alerts.at(-1) : bound;
      return { alerts, ...(next && { next: { id: next.id, time: next.time } }) };
    },
  };

  async function queryShard(shard: number, limit: number, after?: AlertPosition): Promise<ShardPage> {
    const partition = partitionName(shard);
    const start = after && shard === shardOf(after) ? { ExclusiveStartKey: toItem({ ...after, partition }) } : {};
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: ALERTS_BY_TIME_INDEX,
        ...conditionAfter(shard, after),
        FilterExpression: 'expiresAt > :now',
        ExpressionAttributeNames: { '#partition': 'partition', ...(after && { '#time': 'time' }) },
        ExpressionAttributeValues: toItem({
          ':partition': partition,
          ':now': Math.floor(now() / 1000),
          ...(after && { ':time': after.time }),
        }),
        ScanIndexForward: false,
        Limit: limit,
        ...start,
      }),
    );
    return {
      alerts: Items.map((item) => recorded(fromItem(item))),
      ...(LastEvaluatedKey && { last: fromItem<AlertPosition>(LastEvaluatedKey) }),
    };
  }
}

/** Part of a page of alerts: those of one shard. */
interface ShardPage {
  readonly alerts: RecordedAlert[];
  /** The last position that was read. Set when there may be more alerts. */
  readonly last?: AlertPosition;
}

/** Alerts are ordered by time, newest first, then by shard. Those of one shard and millisecond are in the order of DynamoDB. */
function byPosition(a: AlertPosition, b: AlertPosition): number {
  return b.time - a.time || shardOf(a) - shardOf(b);
}

/** Selects what is behind a position in this order. Within its own shard, `ExclusiveStartKey` skips what is before it. */
function conditionAfter(shard: number, after: AlertPosition | undefined) {
  if (after === undefined) return { KeyConditionExpression: '#partition = :partition' };
  const operator = shard < shardOf(after) ? '<' : '<=';
  return { KeyConditionExpression: `#partition = :partition AND #time ${operator} :time` };
}

/** The last digit of a UUID is random, or that of a hash, in every version that alerts have. */
function shardOf({ id }: Pick<Alert, 'id'>): number {
  return Number.parseInt(id.slice(-1), 16) % SHARDS;
}

function partitionName(shard: number): string {
  return `shard-${shard}`;
}

function partitionOf(alert: Pick<Alert, 'id'>): string {
  return partitionName(shardOf(alert));
}

/** The first alerts whose data fits into a page. One alert always fits (see `toAlertData`). */
function withinBytes(alerts: RecordedAlert[]): RecordedAlert[] {
  let bytes = 0;
  const end = alerts.findIndex(({ data }) => {
    bytes += Buffer.byteLength(data);
    return bytes > MAX_PAGE_BYTES;
  });
  return end === -1 ? alerts : alerts.slice(0, end);
}

function recorded({ expiresAt: _, partition: __, ...alert }: AlertItem): RecordedAlert {
  return alert;
}
