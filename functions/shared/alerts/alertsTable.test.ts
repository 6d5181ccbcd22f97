import { randomUUID } from 'node:crypto';
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

  it('returns the newest first, page by page, each once', async () => {
    const some = Array.from({ length: 7 }, (_, index) => alert(10_000 + Math.floor(index / 2)));
    for (const one of some) await table.record(one);
    const seen: string[] = [];
    let after: AlertPosition | undefined;
    do {
      const { alerts, next } = await table.newest(3, after);
      expect(alerts.length).toBeLessThanOrEqual(3);
      seen.push(...alerts.map(({ id }) => id));
      after = next;
    } while (after);
    const times = new Map(some.map(({ id, time }) => [id, time]));
    const ours = seen.filter((id) => times.has(id));
    expect(new Set(ours).size).toBe(7);
    expect(seen.slice(0, 7).sort()).toEqual(some.map(({ id }) => id).sort());
    expect(ours.map((id) => times.get(id))).toEqual([...times.values()].sort().reverse());
  });
});
