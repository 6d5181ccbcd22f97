import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createMessageSender } from './sendMessage.ts';

/** A queue that records the messages of each call and rejects some of them. */
function setUp(refuses: (body: string) => boolean = () => false) {
  const calls: string[][] = [];
  const attributes: unknown[] = [];
  const sqs = {
    async send({ input: { Entries = [] } }: SendMessageBatchCommand) {
      calls.push(Entries.map(({ MessageBody = '' }) => MessageBody));
      attributes.push(...Entries.map(({ MessageAttributes }) => MessageAttributes));
      const refused = Entries.filter(({ MessageBody = '' }) => refuses(MessageBody));
      return { Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError' })) };
    },
  } as unknown as SQSClient;
  return { calls, attributes, send: createMessageSender<{ text: string }>(sqs, 'http://queue') };
}

describe('a sent message', () => {
  it('has the correlation id as an attribute', async () => {
    const { attributes, send } = setUp();
    await send({ text: 'a' }, 'a request');
    await send({ text: 'b' });
    expect(attributes).toEqual([{ correlation_id: { DataType: 'String', StringValue: 'a request' } }, undefined]);
  });
});

describe('the body of a message', () => {
  // Of every kind that SQS or one of its emulators rejects: beyond the BMP, noncharacters, half of a surrogate pair.
  it.each([['🌧'], ['\u{FFFE}\u{FFFF}'], ['\u{D83C}'], ['їé\u{80}\u{7f}'], ['\u{0}"\\']])(
    'is ASCII for the text %j, which it contains',
    async (text) => {
      const { calls, send } = setUp();
      await send({ text });
      expect(calls.flat()).toEqual([expect.stringMatching(/^[\x20-\x7f]*$/)]);
      expect(calls.flat().map((body) => JSON.parse(body))).toEqual([{ text }]);
    },
  );
});

describe('messages of a burst', () => {
  it('share batch calls of at most ten messages', async () => {
    const { calls, send } = setUp();
    await Promise.all(Array.from({ length: 42 }, (_, index) => send({ text: String(index) })));
    expect(calls.length).toBeLessThan(10);
    expect(Math.max(...calls.map((call) => call.length))).toBe(10);
    expect(calls.flat()).toHaveLength(42);
  });

  it('share no batch call of more than 1 MiB', async () => {
    const { calls, send } = setUp();
    await Promise.all(Array.from({ length: 12 }, () => send({ text: 'ї'.repeat(150_000) })));
    for (const call of calls) expect(Buffer.byteLength(call.join(''))).toBeLessThanOrEqual(1_048_576);
    expect(calls.flat()).toHaveLength(12);
  });

  it('are rejected one by one', async () => {
    const { send } = setUp((body) => body.includes('bad'));
    const outcomes = await Promise.allSettled(['fine', 'fine', 'bad', 'fine', 'bad'].map((text) => send({ text })));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
  });

  it('are rejected only when they were in the batch call that failed', async () => {
    const sqs = {
      async send({ input: { Entries = [] } }: SendMessageBatchCommand) {
        if (Entries.some(({ MessageBody = '' }) => MessageBody.includes('bad'))) throw new Error('connection reset');
        return {};
      },
    } as unknown as SQSClient;
    const send = createMessageSender<{ text: string }>(sqs, 'http://queue');
    const texts = ['x'.repeat(600_000), `bad${'x'.repeat(600_000)}`];
    const outcomes = await Promise.allSettled(texts.map((text) => send({ text })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
