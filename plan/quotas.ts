/** A quota or bound of AWS: its default, what it is called, whether it can be raised, and where that is said. */
export interface Quota {
  readonly value: number;
  readonly name: string;
  readonly canBeRaised: boolean;
  readonly source: string;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';

/**
 * AWS's default quotas for an account in us-east-1, as its documentation said on 2026-11-23, read from a stored copy of
 * those pages. New accounts may have less (Lambda starts some with a concurrency of 10), other regions too.
 */
export const quotas = {
  lambda: {
    concurrency: {
      value: 1_000,
      name: 'Lambda concurrent executions of the account',
      canBeRaised: true,
      source: `${LAMBDA}/gettingstarted-limits.html`,
    },
  },
  eventSource: {
    /** The documentation of the mapping's scaling allows 1,250 in all, but its setting only takes up to 1,000. */
    maximumConcurrency: {
      value: 1_000,
      name: 'maximum concurrency of an event source',
      canBeRaised: false,
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    minimumConcurrency: {
      value: 2,
      name: 'least maximum concurrency of an event source',
      canBeRaised: false,
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    startingConcurrency: {
      value: 5,
      name: 'concurrent batches that an event source starts with',
      canBeRaised: false,
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
    addedPerMinute: {
      value: 300,
      name: 'concurrent batches that an event source adds in a minute',
      canBeRaised: false,
      source: `${LAMBDA}/services-sqs-scaling.html`,
    },
  },
  sqs: {
    /** "Approximately", says the documentation. */
    inFlight: {
      value: 120_000,
      name: 'SQS messages in flight of a queue',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html',
    },
  },
  apiGateway: {
    requestsPerSecond: {
      value: 10_000,
      name: 'API Gateway requests a second of the account',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    },
  },
  dynamodb: {
    writeUnitsPerSecond: {
      value: 40_000,
      name: 'DynamoDB write units a second of a table',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
    },
    readUnitsPerSecond: {
      value: 40_000,
      name: 'DynamoDB read units a second of a table',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
    },
    /** More than this needs a table that has been at half as much before, or warm throughput that is paid for. */
    newTableWriteUnitsPerSecond: {
      value: 4_000,
      name: 'DynamoDB write units a second of a new table',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
    },
    newTableReadUnitsPerSecond: {
      value: 12_000,
      name: 'DynamoDB read units a second of a new table',
      canBeRaised: true,
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
    },
  },
} as const satisfies Record<string, Record<string, Quota>>;
