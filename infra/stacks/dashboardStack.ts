import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IWidget, LogQueryWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Finding } from '../../functions/shared/guardrails/rule.ts';
import { type MetricName, publishersOf } from '../functions.ts';

export interface DashboardStackProps extends StackProps {
  /** The name of the stack that it shows: the namespace of its metrics, and the prefix of its functions' names. */
  readonly of: string;
  /** The functions of that stack, by their names without the stack's in front. */
  readonly functionNames: readonly string[];
}

const PERIOD = Duration.minutes(1);
/** The width of the dashboard in CloudWatch's grid units. */
const FULL_WIDTH = 24;

const guardrails = Object.keys({
  'dangerous-data': true,
  'personal-data': true,
  'yes-no-question': true,
} satisfies Record<Finding['rule'], true>);

/** A CloudWatch dashboard of the system. It is a stack of its own, because of all endpoints only AWS has dashboards. */
export class DashboardStack extends Stack {
  constructor(scope: Construct, id: string, { of, functionNames, ...props }: DashboardStackProps) {
    super(scope, id, props);
    const metrics = (metricName: MetricName, statistic: string, label: string, dimensions = {}) =>
      publishersOf(metricName).map(
        (service) =>
          new Metric({
            namespace: of,
            metricName,
            dimensionsMap: { service, ...dimensions },
            statistic,
            label: `${label}, ${service}`,
            period: PERIOD,
          }),
      );
    const errors = functionNames.map(
      (name) =>
        new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'Errors',
          dimensionsMap: { FunctionName: `${of}-${name}` },
          statistic: 'Sum',
          label: name,
          period: PERIOD,
        }),
    );
    const graph = (title: string, left: Metric[], width = FULL_WIDTH / 2): IWidget =>
      new GraphWidget({ title, left, width });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${of}-overview`,
      widgets: [
        [
          graph('Tasks a minute', [
            ...metrics('Accepted', 'Sum', 'accepted'),
            ...metrics('Succeeded', 'Sum', 'succeeded'),
            ...metrics('Failed', 'Sum', 'failed'),
          ]),
          graph('Wait in the queue', [...metrics('QueueWait', 'p50', 'p50'), ...metrics('QueueWait', 'p99', 'p99')]),
        ],
        [
          graph(
            'Rejected inputs a minute, by guardrail',
            guardrails.flatMap((rule) => metrics('Rejected', 'Sum', rule, { rule })),
          ),
          graph('Processing time', [
            ...metrics('ProcessingTime', 'p50', 'p50'),
            ...metrics('ProcessingTime', 'p99', 'p99'),
          ]),
        ],
        [graph('Failed invocations a minute, by function', errors, FULL_WIDTH)],
        [
          new LogQueryWidget({
            title: 'Newest warnings and errors',
            logGroupNames: functionNames.map((name) => `/aws/lambda/${of}-${name}`),
            queryLines: [
              'fields @timestamp, function, level, message, task_id, correlation_id',
              'filter level in ["WARN", "ERROR"]',
              'sort @timestamp desc',
              'limit 50',
            ],
            width: FULL_WIDTH,
          }),
        ],
      ],
    });
  }
}
