import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type Retries, retries } from './retry.ts';

async function delaySeconds(processingSeconds: number, retry: (retries: Retries) => Promise<void>) {
  let delay: number | undefined;
  const send = async (command: ChangeMessageVisibilityCommand) => {
    delay = command.input.VisibilityTimeout;
  };
  await retry(retries({ send } as unknown as SQSClient, 'queue', processingSeconds));
  return delay;
}

const received = (times: number) =>
  ({ receiptHandle: 'r', attributes: { ApproximateReceiveCount: String(times) } }) as SQSRecord;

describe('the delay before a failed message is received again', () => {
  it.each([
    { processingSeconds: 5, times: 1, expected: 5 },
    { processingSeconds: 5, times: 3, expected: 15 },
    { processingSeconds: 0, times: 1, expected: 1 },
    { processingSeconds: 0.6, times: 2, expected: 2 },
    { processingSeconds: 800, times: 100, expected: 43_200 },
  ])(
    'is $expected s at $times receives of $processingSeconds s each',
    async ({ processingSeconds, times, expected }) => {
      expect(await delaySeconds(processingSeconds, ({ again }) => again(received(times)))).toBe(expected);
    },
  );
});

describe('the delay before a postponed message is received alone', () => {
  it('leaves the ones before it time to end', async () => {
    expect(await delaySeconds(5, ({ alone }) => alone(received(2), 0))).toBe(6);
    expect(await delaySeconds(5, ({ alone }) => alone(received(2), 8))).toBe(54);
  });
});
