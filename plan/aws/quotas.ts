/** A quota or limit of AWS: its default value, its name in the report, and where it is documented. */
export interface Quota {
  readonly value: number;
  readonly name: string;
  readonly source: string;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest';

/**
 * AWS's default quotas of an account in us-east-1, from stored copies of its documentation as of 2026-11-23. New accounts
 * may have lower ones (Lambda starts some with 10 concurrent executions), and so may other Regions.
 */
export const quotas = {
  lambda: {
    concurrency: {
      value: 1_000,
      name: 'Lambda concurrent executions of the account',
      source: `${LAMBDA}/gettingstarted-limits.html`,
    },
  },
  eventSource: {
    /** The documentation of scaling allows 1,250 concurrent batches, but the setting takes at most 1,000. */
    maximumConcurrency: {
      value: 1_000,
      name: 'maximum concurrency of an event source mapping',
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    minimumConcurrency: {
      value: 2,
      name: 'lowest maximum concurrency of an event source mapping',
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    startingConcurrency: {
      value: 5,
      name: 'concurrent batches with which an event source mapping starts',
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    addedPerMinute: {
      value: 300,
      name: 'concurrent batches that an event source mapping adds per minute',
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
  },
  sqs: {
    /** "Approximately", according to the documentation. */
    inFlight: {
      value: 120_000,
      name: 'SQS in-flight messages of a queue',
      source: `${SQS}/SQSDeveloperGuide/quotas-queues.html`,
    },
    /** An event source mapping polls with long polling, whose longest wait this is. */
    longPollSeconds: {
      value: 20,
      name: 'SQS wait time of a long poll, in seconds',
      source: `${SQS}/APIReference/API_ReceiveMessage.html`,
    },
  },
  apiGateway: {
    requestsPerSecond: {
      value: 10_000,
      name: 'API Gateway requests per second of the account',
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    },
    integrationTimeoutSeconds: {
      value: 29,
      name: 'API Gateway integration timeout, in seconds',
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    },
  },
  dynamodb: {
    writeUnitsPerSecond: {
      value: 40_000,
      name: 'DynamoDB write units per second of a table',
      source: `${DYNAMODB}/ServiceQuotas.html`,
    },
    readUnitsPerSecond: {
      value: 40_000,
      name: 'DynamoDB read units per second of a table',
      source: `${DYNAMODB}/ServiceQuotas.html`,
    },
    /** A higher rate needs a table that has already served half of it, or warm throughput, which is charged. */
    newTableWriteUnitsPerSecond: {
      value: 4_000,
      name: 'DynamoDB write units per second of a new table',
      source: `${DYNAMODB}/on-demand-capacity-mode.html`,
    },
    newTableReadUnitsPerSecond: {
      value: 12_000,
      name: 'DynamoDB read units per second of a new table',
      source: `${DYNAMODB}/on-demand-capacity-mode.html`,
    },
  },
} as const satisfies Record<string, Record<string, Quota>>;
