import { Aws, CfnOutput, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { Influx } from '../influx.ts';
import { AugurFunction } from './augurFunction.ts';
import { MAX_RETENTION_DAYS } from './queueWithDeadLetters.ts';

export interface TelemetryProps {
  readonly deployment: Deployment;
  readonly influx: Influx;
  /** The functions whose log lines are written to InfluxDB. Never telemetry itself: each delivery would cause the next. */
  readonly sources: readonly AugurFunction[];
}

/** Lambda's default, and its maximum. Source: AWS Lambda Developer Guide, "Configuring error handling for async invocation". */
const RETRY_ATTEMPTS = 2;

/**
 * A write takes up to 10 s while InfluxDB does not respond, and there is one for each delivery of each log group. Without a
 * limit they would take the concurrency of the functions that answer requests. Lambda queues the other deliveries.
 */
const MAX_CONCURRENT_WRITES = 10;

/**
 * Writes the lines of log groups to InfluxDB. CloudWatch Logs invokes the function asynchronously, so no request waits
 * for it. A delivery that fails three times goes to a queue.
 */
export class Telemetry extends Construct {
  constructor(scope: Construct, id: string, { deployment, influx, sources }: TelemetryProps) {
    super(scope, id);
    const { influxTokenParameter } = deployment.settings;
    const { function: telemetry } = new AugurFunction(this, 'telemetry', {
      deployment,
      environment: {
        INFLUX_BUCKET: influx.bucket,
        INFLUX_ORG: influx.org,
        INFLUX_TOKEN: influxTokenParameter === undefined ? this.#tokenOfStack() : undefined,
        INFLUX_TOKEN_PARAMETER: influxTokenParameter,
        INFLUX_URL: influx.url,
        LOG_GROUP_PREFIX: `/aws/lambda/${Aws.STACK_NAME}-`,
      },
      reservedConcurrency: MAX_CONCURRENT_WRITES,
    });
    if (influxTokenParameter !== undefined) {
      // The key of the account for SSM (`aws/ssm`) may be used by whoever may read the parameter.
      const resourceName = influxTokenParameter.replace(/^\//, '');
      const arn = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
      Grant.addToPrincipal({ grantee: telemetry, actions: ['ssm:GetParameter'], resourceArns: [arn] });
    }
    const failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(MAX_RETENTION_DAYS),
    });
    telemetry.configureAsyncInvoke({ retryAttempts: RETRY_ATTEMPTS, onFailure: new SqsDestination(failures) });

    for (const { name, logGroup } of sources) {
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

  /** The token as a parameter, because a secret in the template is readable with the permission to read the template. */
  #tokenOfStack(): string {
    const token = new CfnParameter(this, 'Token', {
      description: 'The token with which telemetry writes to InfluxDB',
      noEcho: true,
    });
    token.overrideLogicalId('InfluxToken');
    return token.valueAsString;
  }
}
