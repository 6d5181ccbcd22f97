import { describe, expect, it } from 'vitest';
import { uniqueTimestamps } from './timestamps.ts';

const TIME = 1_795_000_000_123;
const AWS_ID = 31953106606966983378809025079804211143289615424298221568n;

const inOneMillisecond = (ids: string[]) => ids.map((id) => ({ id, timestamp: TIME }));
const count = (ids: string[]) => new Set(uniqueTimestamps(inOneMillisecond(ids))).size;
const many = <Item>(item: (index: number) => Item) => Array.from({ length: 10_000 }, (_, index) => item(index));

describe('the timestamps of log events', () => {
  it('are within the millisecond of the event', () => {
    const [time = 0n] = uniqueTimestamps([{ id: AWS_ID.toString(), timestamp: TIME }]);
    expect(time / 1_000_000n).toBe(BigInt(TIME));
  });

  it.each<[string, (index: number) => string]>([
    ['that count up', (index) => String(1_795_000_000_000_000 + index)],
    ["like AWS's", (index) => String(AWS_ID + BigInt(index))],
    ['that differ in their high digits only', (index) => String(AWS_ID + BigInt(index) * 2n ** 64n)],
    ['that are no numbers', (index) => `event-${index}`],
  ])('differ for ten thousand events of one millisecond with ids %s', (_, id) => {
    expect(count(many(id))).toBe(10_000);
  });

  it('differ for events with the same id in one delivery', () => {
    expect(count(Array.from({ length: 500 }, () => 'one'))).toBe(500);
  });

  it('differ between two deliveries with consecutive ids', () => {
    const ids = many((index) => String(1_795_000_000_000_000 + index));
    const [first, second] = [ids.slice(0, 4_000), ids.slice(4_000)].map((part) =>
      uniqueTimestamps(inOneMillisecond(part)),
    );
    expect(new Set([...(first ?? []), ...(second ?? [])]).size).toBe(10_000);
  });

  it('are the same when the same events are delivered again', () => {
    const events = inOneMillisecond(many((index) => `event-${index % 100}`));
    expect(uniqueTimestamps(events)).toEqual(uniqueTimestamps(events));
  });
});
