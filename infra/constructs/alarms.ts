import { Aws, Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly questionsQueue: IQueue;
  /** The dead-letter queues, each by the name of its queue. */
  readonly deadLetterQueues: Readonly<Record<string, IQueue>>;
  readonly worker: IFunction;
  readonly restApi: RestApi;
  /** The age of the oldest question above which the alarm goes off, in seconds. */
  readonly maxQueueSeconds: number;
  /** The address to notify. Without it, only those who subscribe to the topic themselves are notified. */
  readonly email: string | undefined;
}

const PERIOD = Duration.minutes(1);
/** Of all requests. */
const MAX_SERVER_ERROR_SHARE = 0.01;

/** The CloudWatch alarms, and the SNS topic that they notify. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic policy replaces the default one of SNS, which allows everything within the account.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));

    for (const [name, queue] of Object.entries(props.deadLetterQueues)) {
      this.#add(`${name}DeadLetters`, {
        description: 'Messages could not be processed. See the dead-letter queue and the log of the function.',
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
        threshold: 0,
      });
    }
    this.#add('OldestQuestion', {
      description: 'Questions wait too long. Raise workerConcurrency, or find out why the worker is slow.',
      metric: props.questionsQueue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
      threshold: props.maxQueueSeconds,
      periods: 3,
    });
    this.#add('WorkerErrors', {
      description: 'Invocations of the worker failed or timed out with their whole batch. See its log.',
      metric: props.worker.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      threshold: 0,
    });
    this.#add('ServerErrors', {
      description: 'More than 1 % of the requests had a 5xx response. The logs have their request ids.',
      // The metric is 0 or 1 for each request, so its average is the share. Not metric math: not every endpoint supports it.
      metric: props.restApi.metricServerError({ period: PERIOD, statistic: 'Average' }),
      threshold: MAX_SERVER_ERROR_SHARE,
    });
  }

  #add(
    id: string,
    {
      description,
      metric,
      threshold,
      periods = 1,
    }: { description: string; metric: IMetric; threshold: number; periods?: number },
  ): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      // A period without requests has no data.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
