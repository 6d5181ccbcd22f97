import { Duration } from 'aws-cdk-lib';
import { AttributeType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALERTS_BY_TIME_INDEX } from '../../functions/shared/alerts/alert.ts';
import type { Deployment } from '../deployment.ts';
import { timeoutSecondsOf } from '../functions.ts';
import { BATCH_SIZE } from '../sizes.ts';
import { AugurFunction } from './augurFunction.ts';
import { OnDemandTable } from './onDemandTable.ts';
import { QueueWithDeadLetters } from './queueWithDeadLetters.ts';

/** A flood of rejected requests waits in the queue rather than taking the concurrency of the functions that answer requests. */
const MAX_CONCURRENT_BATCHES = 10;

export interface AlertsProps {
  readonly deployment: Deployment;
}

/**
 * The queue that all alerts go through, the table that keeps them, and their two functions: alertRecorder writes what is
 * queued, alertsApi accepts alerts of other services and shows recorded ones.
 */
export class Alerts extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly table: Table;
  /** Answers the requests for `/alert` and `/alerts`. */
  readonly api: IFunction;

  constructor(scope: Construct, id: string, { deployment }: AlertsProps) {
    super(scope, id);
    const { settings, apiTokenDigests } = deployment;
    // The id `Default` is left out of logical ids: those of the queues and their policies are as if made here.
    const { queue, deadLetterQueue } = new QueueWithDeadLetters(this, 'Default', {
      consumerTimeoutSeconds: timeoutSecondsOf('alertRecorder', settings.processingSeconds),
      requireTls: settings.requireTls,
    });
    const table = new OnDemandTable(this, 'Table', {
      deployment,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
    table.addGlobalSecondaryIndex({
      indexName: ALERTS_BY_TIME_INDEX,
      partitionKey: { name: 'partition', type: AttributeType.STRING },
      sortKey: { name: 'time', type: AttributeType.NUMBER },
    });
    const retention = { ALERT_RETENTION_SECONDS: String(Duration.days(settings.alertRetentionDays).toSeconds()) };

    const { function: recorder } = new AugurFunction(this, 'alertRecorder', {
      deployment,
      environment: {
        ...retention,
        ALERTS_TABLE: table.tableName,
        ERROR_REPORTS_DIR: settings.errorReportsDir,
      },
    });
    // Not `table.grant`, which would allow the actions on all indexes too.
    Grant.addToPrincipal({
      grantee: recorder,
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resourceArns: [table.tableArn],
    });
    recorder.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency: MAX_CONCURRENT_BATCHES,
        reportBatchItemFailures: true,
      }),
    );

    const { function: api } = new AugurFunction(this, 'alertsApi', {
      deployment,
      environment: {
        ...retention,
        ALERTS_QUEUE_URL: queue.queueUrl,
        ALERTS_TABLE: table.tableName,
        API_TOKEN_DIGESTS: apiTokenDigests.join(','),
      },
    });
    queue.grant(api, 'sqs:SendMessage');
    Grant.addToPrincipal({ grantee: api, actions: ['dynamodb:GetItem'], resourceArns: [table.tableArn] });
    Grant.addToPrincipal({
      grantee: api,
      actions: ['dynamodb:Query'],
      resourceArns: [`${table.tableArn}/index/${ALERTS_BY_TIME_INDEX}`],
    });

    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.table = table;
    this.api = api;
  }
}
