import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../../tests/dynamodb.ts';
import { ALERTS_BY_TIME_INDEX, type Alert } from './alert.ts';
import { type AlertPosition, type AlertsTable, createAlertsTable } from './alertsTable.ts';

const RETENTION_SECONDS = 100;
const alert = (time: number): Alert => ({
  id: randomUUID(),
  time,
  types: ['email'],
  eventType: 'PII',
  source: 'POST /add',
  data: 'me@example.com',
});

describe('the alerts table', () => {
  let dynamodb: TestDynamodb;
  let table: AlertsTable;
  let now = 0;

  beforeAll(async () => {
    dynamodb = await startDynamodb({
      TableName: 'alerts',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'partition', AttributeType: 'S' },
        { AttributeName: 'time', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: ALERTS_BY_TIME_INDEX,
          KeySchema: [
            { AttributeName: 'partition', KeyType: 'HASH' },
            { AttributeName: 'time', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    table = createAlertsTable(dynamodb.client, 'alerts', RETENTION_SECONDS, () => now);
  });

  afterAll(() => dynamodb.stop());

  it('records an alert once, however often it is received, until its retention ends', async () => {
    const one = alert(1_000);
    await table.record(one);
    expect(await table.record(one)).toEqual(one);
    expect(await table.read(one.id)).toEqual(one);
    now = 101_000;
    expect(await table.read(one.id)).toBeUndefined();
    expect((await table.newest(10)).alerts).toEqual([]);
    now = 0;
  });

  it('counts alerts with the same id and keeps the first', async () => {
    const { eventType: _, ...first } = alert(2_000);
    const counted: Alert = { ...first, counted: true };
    await table.record(counted);
    await table.record({ ...counted, time: 3_000, data: 'another' });
    expect(await table.record({ ...counted, time: 4_000 })).toEqual({ ...first, count: 3, lastTime: 4_000 });
    expect(await table.read(first.id)).toEqual({ ...first, count: 3, lastTime: 4_000 });
  });

  /** Reads all pages. @returns the ids of each page */
  async function readPages(limit: number): Promise<string[][]> {
    const pages: string[][] = [];
    let after: AlertPosition | undefined;
    do {
      const page = await table.newest(limit, after);
      pages.push(page.alerts.map(({ id }) => id));
      after = page.next;
    } while (after);
    return pages;
  }

  it.each([1, 3, 7, 100])('returns the newest first, in pages of at most %i, each once', async (limit) => {
    const start = 1_000_000 * limit;
    now = start;
    // Many in the same millisecond, of the same and of different shards.
    const some = Array.from({ length: 40 }, (_, index) => alert(start + Math.floor(index / 15)));
    await Promise.all(some.map((one) => table.record(one)));
    const pages = await readPages(limit);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
    const seen = pages.flat();
    expect(seen.toSorted()).toEqual(some.map(({ id }) => id).sort());
    const times = new Map(some.map(({ id, time }) => [id, time]));
    expect(seen.map((id) => times.get(id))).toEqual([...times.values()].sort().reverse());
    now = 0;
  });

  it('fills each page but the last, whatever the shards of its alerts', async () => {
    const start = 500_000_000;
    now = start;
    for (let index = 0; index < 20; index += 1) await table.record(alert(start + index));
    expect((await readPages(8)).map((page) => page.length).slice(0, 2)).toEqual([8, 8]);
    now = 0;
  });

  it('returns at most 1 MB of data in a page, and the rest in the next ones', async () => {
    const start = 600_000_000;
    now = start;
    for (let index = 0; index < 6; index += 1) {
      await table.record({ ...alert(start + index), data: 'x'.repeat(390_000) });
    }
    const pages = await readPages(100);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(2);
    expect(new Set(pages.flat()).size).toBe(6);
    expect(pages.flat()).toHaveLength(6);
    now = 0;
  });

  it('skips no alert where newer ones have expired already, because the retention was shorter when they were recorded', async () => {
    const start = 650_000_000;
    now = start;
    const inShard = (shard: number, time: number) => ({
      ...alert(time),
      id: randomUUID().slice(0, -1) + String(shard),
    });
    await createAlertsTable(dynamodb.client, 'alerts', 0, () => now).record(inShard(0, start + 2));
    const some = [inShard(0, start + 1), inShard(1, start)];
    for (const one of some) await table.record(one);
    expect((await readPages(1)).flat()).toEqual(some.map(({ id }) => id));
    now = 0;
  });

  it('writes alerts to several partitions of the index, because DynamoDB limits the writes to each', async () => {
    const some = Array.from({ length: 100 }, () => alert(700_000_000));
    await Promise.all(some.map((one) => table.record(one)));
    const pages = paginateScan(
      { client: dynamodb.client },
      {
        TableName: 'alerts',
        FilterExpression: '#time = :time',
        ExpressionAttributeNames: { '#time': 'time' },
        ExpressionAttributeValues: { ':time': { N: '700000000' } },
      },
    );
    const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
    const counts = Map.groupBy(items, ({ partition }) => partition?.S);
    expect(counts.size).toBe(8);
    for (const { length } of counts.values()) expect(length).toBeLessThan(40);
  });
});
