import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { retryLater } from './retry.ts';

async function delayOf(processingSeconds: number, receives: number): Promise<number | undefined> {
  let delay: number | undefined;
  const sqs = { send: async (command: ChangeMessageVisibilityCommand) => (delay = command.input.VisibilityTimeout) };
  const record = { receiptHandle: 'r', attributes: { ApproximateReceiveCount: String(receives) } } as SQSRecord;
  await retryLater(sqs as unknown as SQSClient, 'queue', processingSeconds)(record);
  return delay;
}

describe('the delay before a failed message is received again', () => {
  it('grows by the processing time with every receive', async () => {
    expect([await delayOf(5, 1), await delayOf(5, 2), await delayOf(5, 3)]).toEqual([5, 10, 15]);
  });

  it('is whole seconds, and at least one', async () => {
    expect([await delayOf(0, 1), await delayOf(0.2, 1), await delayOf(0.6, 2)]).toEqual([1, 1, 2]);
  });

  it('is never longer than SQS allows', async () => {
    expect(await delayOf(800, 100)).toBe(43_200);
  });
});
