import { Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { AugurFunction } from './augurFunction.ts';
import { OnDemandTable } from './onDemandTable.ts';

export interface HeartbeatProps {
  readonly deployment: Deployment;
  /** The API's base URL as functions reach it, without a trailing slash. */
  readonly apiUrl: string;
  readonly alertsQueue: IQueue;
}

/** A health check through the API, once a minute. An alert reports when the result changes. */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, { deployment, apiUrl, alertsQueue }: HeartbeatProps) {
    super(scope, id);
    const table = new OnDemandTable(this, 'Table', {
      deployment,
      partitionKey: { name: 'id', type: AttributeType.STRING },
    });
    const { function: heartbeat } = new AugurFunction(this, 'heartbeat', {
      deployment,
      environment: {
        ALERTS_QUEUE_URL: alertsQueue.queueUrl,
        API_URL: `${apiUrl}/`,
        HEARTBEAT_TABLE: table.tableName,
        MAX_QUEUE_SECONDS: String(deployment.settings.maxQueueSeconds),
      },
    });
    table.grant(heartbeat, 'dynamodb:GetItem', 'dynamodb:PutItem');
    alertsQueue.grant(heartbeat, 'sqs:SendMessage');
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      // No retries: the next invocation follows within a minute.
      targets: [new LambdaFunction(heartbeat, { retryAttempts: 0 })],
    });
  }
}
