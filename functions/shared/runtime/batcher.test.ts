import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

type Send = (items: number[]) => Promise<(Error | undefined)[]>;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Sends `count` items at once and records the items of each call. */
async function sendAtOnce(count: number, send: Send = async (items) => items.map(() => undefined)) {
  const calls: number[][] = [];
  const sendOne = createBatcher<number>(10, async (items) => {
    calls.push(items);
    return send(items);
  });
  const outcomes = await Promise.allSettled(numbers(count).map(sendOne));
  return { calls, outcomes };
}

describe('createBatcher', () => {
  it('sends an item at once while fewer than two calls are in flight, and later items together', async () => {
    const answer = Promise.withResolvers<undefined[]>();
    const calls: number[][] = [];
    const sendOne = createBatcher<number>(10, (items) => {
      calls.push(items);
      return answer.promise;
    });
    const turn = () => new Promise(setImmediate);
    const sent = [sendOne(0)];
    await turn();
    sent.push(sendOne(1), sendOne(2));
    await turn();
    expect(calls).toEqual([[0], [1, 2]]);
    sent.push(sendOne(3));
    await turn();
    expect(calls).toHaveLength(2);
    answer.resolve([]);
    await Promise.all(sent);
    expect(calls).toEqual([[0], [1, 2], [3]]);
  });

  it('shares calls in a burst, each up to the batch size, and sends each item once', async () => {
    const { calls } = await sendAtOnce(100);
    expect(calls.length).toBeLessThanOrEqual(12);
    expect(Math.max(...calls.map(({ length }) => length))).toBe(10);
    expect(calls.flat().toSorted((a, b) => a - b)).toEqual(numbers(100));
  });

  it('rejects only the items that the service refused', async () => {
    const { outcomes } = await sendAtOnce(20, async (items) =>
      items.map((item) => (item % 2 === 0 ? undefined : new Error(`no ${item}`))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      numbers(20).map((item) => (item % 2 === 0 ? 'fulfilled' : 'rejected')),
    );
    expect(outcomes[13]).toMatchObject({ reason: new Error('no 13') });
  });

  it('rejects all items of a failed call and still sends the following ones', async () => {
    let call = 0;
    const { outcomes } = await sendAtOnce(24, async (items) => {
      call += 1;
      if (call === 2) throw new Error('out');
      return items.map(() => undefined);
    });
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(14);
  });
});
