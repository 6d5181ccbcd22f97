import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../shared/queue/receivedMessage.ts';
import { createMessageVisibility, type MessageVisibility } from './visibility.ts';

/** The visibility timeout, in seconds, that a call sets. */
async function timeoutSeconds(processingSeconds: number, call: (visibility: MessageVisibility) => Promise<void>) {
  let timeout: number | undefined;
  const send = async (command: ChangeMessageVisibilityCommand) => {
    timeout = command.input.VisibilityTimeout;
  };
  await call(createMessageVisibility({ send } as unknown as SQSClient, 'queue', processingSeconds));
  return timeout;
}

const received = (attempt: number): Delivery => ({
  messageId: 'm',
  receiptHandle: 'r',
  attempt,
  correlationId: undefined,
});

describe('backOff', () => {
  it.each([
    { processingSeconds: 5, attempt: 1, expected: 5 },
    { processingSeconds: 5, attempt: 3, expected: 15 },
    { processingSeconds: 0, attempt: 1, expected: 1 },
    { processingSeconds: 0.6, attempt: 2, expected: 2 },
    { processingSeconds: 800, attempt: 100, expected: 43_200 },
  ])(
    'hides a message for $expected s at receive $attempt with $processingSeconds s of processing time',
    async ({ processingSeconds, attempt, expected }) => {
      expect(await timeoutSeconds(processingSeconds, ({ backOff }) => backOff(received(attempt)))).toBe(expected);
    },
  );
});

describe('deferForIsolation', () => {
  it('hides a message until the deferred messages before it have been processed', async () => {
    expect(await timeoutSeconds(5, ({ deferForIsolation }) => deferForIsolation(received(2), 0))).toBe(6);
    expect(await timeoutSeconds(5, ({ deferForIsolation }) => deferForIsolation(received(2), 8))).toBe(54);
  });
});

describe('a visibility timeout that SQS rejects', () => {
  it('does not throw: the message stays in the queue', async () => {
    const send = () => Promise.reject(new Error('The queue does not respond'));
    const { backOff } = createMessageVisibility({ send } as unknown as SQSClient, 'queue', 5);
    await expect(backOff(received(1))).resolves.toBeUndefined();
  });
});
