import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

const MAX_VISIBILITY_TIMEOUT_SECONDS = 43_200;

/**
 * Has a failed message received again after one processing time, then two, then three, and so on. Left alone it would
 * stay hidden for the queue's visibility timeout, which has to be several times as long as the function's.
 */
export function retryLater(sqs: SQSClient, queueUrl: string, processingSeconds: number) {
  return async (record: SQSRecord): Promise<void> => {
    const receives = Number(record.attributes.ApproximateReceiveCount);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.min(
          Math.max(1, Math.ceil(processingSeconds * receives)),
          MAX_VISIBILITY_TIMEOUT_SECONDS,
        ),
      }),
    );
  };
}
