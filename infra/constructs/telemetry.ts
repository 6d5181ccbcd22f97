import { Aws, CfnOutput, CfnParameter, Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, type LogGroup, type RetentionDays, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionCode } from '../functionCode.ts';
import type { Influx } from '../influx.ts';
import { AugurFunction } from './augurFunction.ts';

export interface TelemetryProps {
  readonly influx: Influx;
  /** The log groups whose lines are written to InfluxDB, by their functions' names. Telemetry's own must not be there. */
  readonly logGroups: ReadonlyMap<string, LogGroup>;
  readonly code: FunctionCode;
  readonly logRetention: RetentionDays;
}

const TIMEOUT_SECONDS = 30;
const RETRY_ATTEMPTS = 2;
const FAILURE_RETENTION_DAYS = 14;

/**
 * Writes the lines of log groups to InfluxDB, off the way of every request: CloudWatch Logs delivers them to a function.
 * What InfluxDB did not take after three attempts is kept in a queue.
 */
export class Telemetry extends Construct {
  constructor(scope: Construct, id: string, { influx, logGroups, code, logRetention }: TelemetryProps) {
    super(scope, id);
    // Given when the stack is deployed: a template is no place for a secret. The name is what a person types.
    const token = new CfnParameter(this, 'Token', {
      description: 'The token with which telemetry writes to InfluxDB',
      noEcho: true,
    });
    token.overrideLogicalId('InfluxToken');

    const { function: telemetry } = new AugurFunction(scope, 'telemetry', {
      folder: 'telemetry',
      description: 'Writes what the functions log to InfluxDB',
      environment: {
        INFLUX_URL: influx.url,
        INFLUX_ORG: influx.org,
        INFLUX_BUCKET: influx.bucket,
        INFLUX_TOKEN: token.valueAsString,
        LOG_GROUP_PREFIX: `/aws/lambda/${Aws.STACK_NAME}-`,
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 256,
      code,
      logRetention,
    });
    const failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(FAILURE_RETENTION_DAYS),
    });
    telemetry.configureAsyncInvoke({ retryAttempts: RETRY_ATTEMPTS, onFailure: new SqsDestination(failures) });

    for (const [name, logGroup] of logGroups) {
      new SubscriptionFilter(this, `${name}Subscription`, {
        logGroup,
        destination: new LambdaDestination(telemetry),
        filterPattern: FilterPattern.allEvents(),
      });
    }
    new CfnOutput(this, 'Target', { value: `${influx.url}, bucket ${influx.bucket}` }).overrideLogicalId('Telemetry');
    new CfnOutput(this, 'FailuresQueueUrl', { value: failures.queueUrl }).overrideLogicalId(
      'TelemetryFailuresQueueUrl',
    );
  }
}
