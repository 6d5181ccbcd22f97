import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { receiveCount } from '../shared/queue/queueHandler.ts';

const MAX_VISIBILITY_TIMEOUT_SECONDS = 43_200;

export interface Retries {
  /** Has a failed message received again after one processing time, the next time after two, then three. */
  again(record: SQSRecord): Promise<void>;
  /** Has a postponed message received when those before it are done: the first after one processing time, and so on. */
  alone(record: SQSRecord, position: number): Promise<void>;
}

/** When a message comes again. Left alone it would stay hidden for its visibility timeout, several times the function's. */
export function retries(sqs: SQSClient, queueUrl: string, processingSeconds: number): Retries {
  async function receiveAfter(record: SQSRecord, delaySeconds: number): Promise<void> {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.min(Math.max(1, Math.ceil(delaySeconds)), MAX_VISIBILITY_TIMEOUT_SECONDS),
      }),
    );
  }

  return {
    again: (record) => receiveAfter(record, processingSeconds * receiveCount(record)),
    // A second beyond the processing time, so that the one before has certainly ended, one way or the other.
    alone: (record, position) => receiveAfter(record, (processingSeconds + 1) * (position + 1)),
  };
}
