import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message is received before SQS moves it to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 3;

/** The longest that SQS keeps a message. Source: "Amazon SQS message quotas", message retention. */
export const MAX_RETENTION_DAYS = 14;

export interface QueueWithDeadLettersProps {
  /** The timeout of the function that receives from the queue, in seconds. */
  readonly consumerTimeoutSeconds: number;
  /** The timeout of the function that receives from the dead-letter queue, in seconds, where there is one. */
  readonly deadLetterConsumerTimeoutSeconds?: number;
  /** Whether the queues deny requests without TLS. */
  readonly requireTls: boolean;
}

/** An encrypted queue with a dead-letter queue for the messages that were received {@link MAX_RECEIVE_COUNT} times. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: props.requireTls,
      retentionPeriod: Duration.days(MAX_RETENTION_DAYS),
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...common,
      ...(props.deadLetterConsumerTimeoutSeconds !== undefined && {
        visibilityTimeout: visibilityTimeout(props.deadLetterConsumerTimeoutSeconds),
      }),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: visibilityTimeout(props.consumerTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
  }
}

/**
 * Six times the function's timeout, plus the batching window, which is 0 here. Lambda then has time to retry a throttled
 * batch before SQS delivers its messages again.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", configuring a queue.
 */
function visibilityTimeout(functionTimeoutSeconds: number): Duration {
  return Duration.seconds(6 * functionTimeoutSeconds);
}
