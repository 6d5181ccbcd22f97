import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deliveryFields } from '../shared/queue/queueHandler.ts';
import type { Delivery } from '../shared/queue/receivedMessage.ts';
import { log } from '../shared/runtime/log.ts';
import { toError } from '../shared/runtime/toError.ts';

/** SQS accepts a visibility timeout of at most 12 hours. */
const MAX_VISIBILITY_TIMEOUT_SECONDS = 43_200;
/** Added to the processing time of the message before, so that it has ended in either way. */
const ISOLATION_MARGIN_SECONDS = 1;

export interface MessageVisibility {
  /** Makes a failed message visible after one processing time at its first receive, two at its second, and so on. */
  backOff(delivery: Delivery): Promise<void>;
  /**
   * Makes a deferred message visible after the messages before it have been processed one at a time.
   *
   * @param position the number of deferred messages before it
   */
  deferForIsolation(delivery: Delivery, position: number): Promise<void>;
}

/**
 * Sets when a message becomes visible again. Where that fails, which is logged, the message stays invisible for the queue's
 * visibility timeout, six times the function's timeout.
 */
export function createMessageVisibility(
  sqs: SQSClient,
  queueUrl: string,
  processingSeconds: number,
): MessageVisibility {
  async function setVisibility(delivery: Delivery, timeoutSeconds: number): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: delivery.receiptHandle,
      VisibilityTimeout: Math.min(Math.max(1, Math.ceil(timeoutSeconds)), MAX_VISIBILITY_TIMEOUT_SECONDS),
    });
    try {
      await sqs.send(command);
    } catch (error) {
      log.warn('Message waits for its visibility timeout', {
        event: 'message.visibility_not_set',
        ...deliveryFields(delivery),
        error: toError(error),
      });
    }
  }

  return {
    backOff: (delivery) => setVisibility(delivery, processingSeconds * delivery.attempt),
    deferForIsolation: (delivery, position) =>
      setVisibility(delivery, (processingSeconds + ISOLATION_MARGIN_SECONDS) * (position + 1)),
  };
}
