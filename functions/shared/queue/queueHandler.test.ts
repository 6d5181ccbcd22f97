import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { lambdaContext, sqsEvent } from '../../../tests/lambdaEvents.ts';
import { type QueueHandlerOptions, queueHandler } from './queueHandler.ts';

const schema = z.object({ text: z.string() });
type Options = Omit<QueueHandlerOptions<typeof schema>, 'schema'>;

const messages = ['a', 'b', 'c'].map((messageId) => ({ messageId, body: { text: messageId }, attempt: 2 }));
const failures = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const failAll: Options = { process: () => Promise.reject(new Error('no')) };

function consume(options: Options, batch = sqsEvent(messages)) {
  return queueHandler({ schema, ...options })(batch, lambdaContext);
}

describe('a batch', () => {
  it('reports no failures when every message succeeded', async () => {
    expect(await consume({ process: async () => {} })).toEqual(failures());
  });

  it('passes each message parsed, with its receive count and correlation id', async () => {
    const received: unknown[] = [];
    await consume({
      process: async (message) => {
        received.push(message);
      },
    });
    expect(received[0]).toEqual({
      message: { text: 'a' },
      attempt: 2,
      correlationId: 'request-1',
      messageId: 'a',
      receiptHandle: 'receipt of a',
    });
  });

  it('reports only the messages that failed', async () => {
    const process: Options['process'] = async ({ messageId }) => {
      if (messageId === 'b') throw new Error('no');
    };
    expect(await consume({ process })).toEqual(failures('b'));
  });

  // A batch processor that throws when all fail, or on a thrown value that is no Error, makes SQS delete the messages.
  it.each([
    ['an Error', new Error('no')],
    ['a string', 'no'],
    ['undefined', undefined],
    ['null', null],
  ])('reports every message when each throws %s', async (_, thrown) => {
    expect(await consume({ process: () => Promise.reject(thrown) })).toEqual(failures('a', 'b', 'c'));
  });

  it('reports a message whose processing throws synchronously', async () => {
    const process = () => {
      throw new Error('at once');
    };
    expect(await consume({ process })).toEqual(failures('a', 'b', 'c'));
  });

  it.each([
    ['is not JSON', '{"text"'],
    ['does not match the schema', '{"text":1}'],
  ])('reports a message that %s, and processes the others', async (_, body) => {
    const [first, , third] = messages;
    const batch = sqsEvent([first, { messageId: 'b', body }, third].filter((message) => message !== undefined));
    const processed: string[] = [];
    const failed: unknown[] = [];
    const process: Options['process'] = async ({ messageId }) => {
      processed.push(messageId);
    };
    const onFailure: Options['onFailure'] = async (delivery) => {
      failed.push(delivery);
    };
    expect(await consume({ process, onFailure }, batch)).toEqual(failures('b'));
    expect(processed).toEqual(['a', 'c']);
    expect(failed).toEqual([{ messageId: 'b', receiptHandle: 'receipt of b', attempt: 1, correlationId: 'request-1' }]);
  });

  it('processes its messages concurrently', async () => {
    let started = 0;
    const all = Promise.withResolvers<void>();
    await consume({
      process: async () => {
        started += 1;
        if (started === messages.length) all.resolve();
        await all.promise;
      },
    });
    expect(started).toBe(3);
  });

  it.each<[how: string, fail: () => Promise<void>]>([
    ['rejects', () => Promise.reject(new Error('again'))],
    [
      'throws synchronously',
      () => {
        throw new Error('again');
      },
    ],
  ])('calls onFailure for each failed message, also when onFailure %s', async (_, fail) => {
    const failed: string[] = [];
    const result = await consume({
      ...failAll,
      onFailure: ({ messageId }) => {
        failed.push(messageId);
        return fail();
      },
    });
    expect(failed).toEqual(['a', 'b', 'c']);
    expect(result).toEqual(failures('a', 'b', 'c'));
  });

  it('processes only the selected messages and keeps the others', async () => {
    const processed: string[] = [];
    const result = await consume({
      process: async ({ messageId }) => {
        processed.push(messageId);
      },
      select: async (batch) => batch.slice(0, 1),
    });
    expect(processed).toEqual(['a']);
    expect(result).toEqual(failures('b', 'c'));
  });

  it.each<[how: string, select: NonNullable<Options['select']>]>([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws synchronously',
      () => {
        throw new Error('no');
      },
    ],
  ])('processes all messages when the selection %s', async (_, select) => {
    expect(await consume({ process: async () => {}, select })).toEqual(failures());
  });
});
