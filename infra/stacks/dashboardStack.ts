import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IWidget, LogQueryWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface DashboardStackProps extends StackProps {
  /** The name of the stack that it shows, which is the namespace of its metrics and the beginning of its log groups. */
  readonly of: string;
}

const PERIOD = Duration.minutes(1);

/** A CloudWatch dashboard of the system, in a stack of its own because only AWS has dashboards. */
export class DashboardStack extends Stack {
  constructor(scope: Construct, id: string, { of, ...props }: DashboardStackProps) {
    super(scope, id, props);
    const metric = (metricName: string, service: string, statistic: string, label: string) =>
      new Metric({ namespace: of, metricName, dimensionsMap: { service }, statistic, label, period: PERIOD });
    const graph = (title: string, left: Metric[]): IWidget => new GraphWidget({ title, left, width: 12 });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `${of}-overview`,
      widgets: [
        [
          graph('Tasks a minute', [
            metric('Accepted', 'submit', 'Sum', 'accepted'),
            metric('Succeeded', 'worker', 'Sum', 'succeeded'),
            metric('Failed', 'dead-letter', 'Sum', 'failed'),
          ]),
          graph('Wait in the queue', [
            metric('QueueWait', 'worker', 'p50', 'p50'),
            metric('QueueWait', 'worker', 'p99', 'p99'),
          ]),
        ],
        [
          graph(
            'Turned away a minute, by rule',
            ['dangerous-data', 'personal-data', 'yes-no-question'].map(
              (rule) =>
                new Metric({
                  namespace: of,
                  metricName: 'Rejected',
                  dimensionsMap: { service: 'submit', rule },
                  statistic: 'Sum',
                  label: rule,
                  period: PERIOD,
                }),
            ),
          ),
          graph('Processing time', [
            metric('ProcessingTime', 'worker', 'p50', 'p50'),
            metric('ProcessingTime', 'worker', 'p99', 'p99'),
          ]),
        ],
        [
          new LogQueryWidget({
            title: 'Newest warnings and errors',
            logGroupNames: ['submit', 'worker', 'status', 'alert', 'store'].map((name) => `/aws/lambda/${of}-${name}`),
            queryLines: [
              'fields @timestamp, function, level, message, task_id, correlation_id',
              'filter level in ["WARN", "ERROR"]',
              'sort @timestamp desc',
              'limit 50',
            ],
            width: 24,
          }),
        ],
      ],
    });
  }
}
