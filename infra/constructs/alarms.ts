import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly questions: IQueue;
  readonly deadLetterQueues: Readonly<Record<string, IQueue>>;
  readonly worker: IFunction;
  readonly restApi: RestApi;
  /** How old the oldest question may get, in seconds. */
  readonly maxQueueSeconds: number;
  /** Who is told; without one, whoever subscribes to the topic. */
  readonly email: string | undefined;
}

const PERIOD = Duration.minutes(1);
const MAX_SERVER_ERROR_SHARE = 0.01;

/** What a person has to know about, and the topic that says it. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));

    for (const [name, queue] of Object.entries(props.deadLetterQueues)) {
      this.#add(`${name}DeadLetters`, {
        description: 'Messages could not be processed. Look into the dead-letter queue and the function’s log.',
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
        threshold: 0,
      });
    }
    this.#add('OldestQuestion', {
      description: 'Questions wait too long. Raise workerConcurrency, or look why the worker is slow.',
      metric: props.questions.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
      threshold: props.maxQueueSeconds,
      periods: 3,
    });
    this.#add('WorkerErrors', {
      description: 'Whole batches of the worker ended in an error or a timeout. Look into its log.',
      metric: props.worker.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      threshold: 0,
    });
    this.#add('ServerErrors', {
      description: 'More than one request of a hundred ended in a 5xx. Their request ids are in the logs.',
      // Each request counts as 0 or 1, so the average is the share. (Metric math, the other way, is not known everywhere.)
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
      // Nothing happens where nobody asks anything.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
