import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type QueueConsumer, queueHandler } from './queueHandler.ts';

const records = ['a', 'b', 'c'].map(
  (messageId): SQSRecord => ({ messageId, messageAttributes: {} }) as unknown as SQSRecord,
);
const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'request' } as Context;
const failed = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

function consume(process: QueueConsumer['process'], rest: Omit<QueueConsumer, 'process'> = {}) {
  return queueHandler({ process, ...rest })({ Records: records }, context);
}

describe('a batch', () => {
  it('reports nothing when every message succeeded', async () => {
    expect(await consume(async () => {})).toEqual(failed());
  });

  it('reports only the messages that failed', async () => {
    const process = async ({ messageId }: SQSRecord) => {
      if (messageId === 'b') throw new Error('no');
    };
    expect(await consume(process)).toEqual(failed('b'));
  });

  // A batch processor that throws on a full failure, or trips over what is no Error, would have SQS delete messages.
  it.each([
    ['an Error', new Error('no')],
    ['a string', 'no'],
    ['undefined', undefined],
    ['null', null],
  ])('reports every message when each throws %s', async (_, thrown) => {
    expect(await consume(() => Promise.reject(thrown))).toEqual(failed('a', 'b', 'c'));
  });

  it('reports a message that fails before it is awaited', async () => {
    const process = () => {
      throw new Error('at once');
    };
    expect(await consume(process)).toEqual(failed('a', 'b', 'c'));
  });

  it('processes its messages at the same time', async () => {
    let started = 0;
    const all = Promise.withResolvers<void>();
    await consume(async () => {
      started += 1;
      if (started === records.length) all.resolve();
      await all.promise;
    });
    expect(started).toBe(3);
  });

  it('tells of each failure, and survives what is thrown then', async () => {
    const told: string[] = [];
    const result = await consume(() => Promise.reject(new Error('no')), {
      onFailure: async ({ messageId }) => {
        told.push(messageId);
        throw new Error('again');
      },
    });
    expect(told).toEqual(['a', 'b', 'c']);
    expect(result).toEqual(failed('a', 'b', 'c'));
  });

  it('does not process what is postponed, and keeps it', async () => {
    const processed: string[] = [];
    const told: [string, number][] = [];
    const result = await consume(
      async ({ messageId }) => {
        processed.push(messageId);
      },
      {
        toPostpone: async (batch) => batch.slice(1),
        onPostponed: async ({ messageId }, position) => {
          told.push([messageId, position]);
        },
      },
    );
    expect(processed).toEqual(['a']);
    expect(told).toEqual([
      ['b', 0],
      ['c', 1],
    ]);
    expect(result).toEqual(failed('b', 'c'));
  });
});
