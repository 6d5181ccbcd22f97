import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AugurFunction, type AugurFunctionProps } from './augurFunction.ts';

export interface HeartbeatProps extends Pick<AugurFunctionProps, 'code' | 'logRetention'> {
  readonly apiUrl: string;
  readonly alerts: IQueue;
  /** How long a question may wait before it is started, in seconds. */
  readonly maxQueueSeconds: number;
}

/** Looks every minute whether the service really answers. */
export class Heartbeat extends Construct {
  readonly heartbeat: AugurFunction;

  constructor(scope: Construct, id: string, { apiUrl, alerts, maxQueueSeconds, ...props }: HeartbeatProps) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    this.heartbeat = new AugurFunction(scope, 'heartbeat', {
      ...props,
      folder: 'heartbeat',
      description: 'Looks whether the service really answers',
      environment: {
        API_URL: apiUrl,
        HEARTBEAT_TABLE: table.tableName,
        ALERTS_QUEUE_URL: alerts.queueUrl,
        MAX_QUEUE_SECONDS: String(maxQueueSeconds),
      },
      timeoutSeconds: 30,
      memoryMegabytes: 256,
    });
    const { function: target } = this.heartbeat;
    table.grant(target, 'dynamodb:GetItem', 'dynamodb:PutItem');
    alerts.grant(target, 'sqs:SendMessage');
    // The next beat comes in a minute: one that failed is not tried again.
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(target, { retryAttempts: 0 })],
    });
  }
}
