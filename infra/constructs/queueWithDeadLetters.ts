import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message is received before it goes to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 3;

const RETENTION_DAYS = 14;

export interface QueueWithDeadLettersProps {
  readonly consumerTimeoutSeconds: number;
  /** Set where a function consumes the dead-letter queue as well. */
  readonly deadLetterConsumerTimeoutSeconds?: number;
  /** Whether to refuse what comes without TLS. */
  readonly requireTls: boolean;
}

/** An encrypted queue, whose messages go to a dead-letter queue once they have been received three times. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: props.requireTls,
      retentionPeriod: Duration.days(RETENTION_DAYS),
    };
    const consumedFor = (timeoutSeconds: number) => ({ visibilityTimeout: visibilityTimeout(timeoutSeconds) });
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...common,
      ...(props.deadLetterConsumerTimeoutSeconds && consumedFor(props.deadLetterConsumerTimeoutSeconds)),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      ...consumedFor(props.consumerTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
  }
}

/**
 * How long a message stays hidden while a function has it: six times the function's timeout plus the batching window
 * (none here), so that Lambda can retry a throttled batch before SQS hands it out again.
 * Source: AWS Lambda Developer Guide, "Configuring a queue to use with Lambda".
 */
function visibilityTimeout(functionTimeoutSeconds: number): Duration {
  return Duration.seconds(6 * functionTimeoutSeconds);
}
