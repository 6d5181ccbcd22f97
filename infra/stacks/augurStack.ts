import { type CfnElement, CfnOutput, RemovalPolicies, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import { Alerts } from '../constructs/alerts.ts';
import { Api } from '../constructs/api.ts';
import { AugurFunction } from '../constructs/augurFunction.ts';
import { Heartbeat } from '../constructs/heartbeat.ts';
import { Questions } from '../constructs/questions.ts';
import { Store } from '../constructs/store.ts';
import { Telemetry } from '../constructs/telemetry.ts';
import type { Deployment } from '../deployment.ts';
import type { Influx } from '../influx.ts';
import { pinnedLogicalId } from '../logicalIds.ts';
import { BATCH_SIZE } from '../sizes.ts';

export interface AugurStackProps extends StackProps, Deployment {
  /** Where telemetry is written to. Without it the stack has no telemetry. */
  readonly influx?: Influx | undefined;
}

/** The whole system except the dashboard. The same template is deployed to AWS or LocalStack, or run on one machine. */
export class AugurStack extends Stack {
  /** The functions of this stack, by their names without the stack's in front. */
  readonly functionNames: readonly string[];

  constructor(scope: Construct, id: string, { settings, apiTokenDigests, code, influx, ...props }: AugurStackProps) {
    super(scope, id, props);
    const deployment = { settings, apiTokenDigests, code };

    const questions = new Questions(this, 'Questions', { deployment });
    const alerts = new Alerts(this, 'Alerts', { deployment });
    const store = new Store(this, 'Store', { deployment, alertsQueue: alerts.queue });
    const { restApi } = new Api(this, 'Api', { deployment, questions, alerts, store });
    const apiUrl = withoutTrailingSlash(settings.apiUrl ?? restApi.url);
    new Heartbeat(this, 'Heartbeat', {
      deployment,
      apiUrl: withoutTrailingSlash(settings.functionsApiUrl ?? apiUrl),
      alertsQueue: alerts.queue,
    });
    const { topic } = new Alarms(this, 'Alarms', {
      questionsQueue: questions.queue,
      deadLetterQueues: { Questions: questions.deadLetterQueue, Alerts: alerts.deadLetterQueue },
      worker: questions.worker,
      restApi,
      maxQueueSeconds: settings.maxQueueSeconds,
      email: settings.alarmEmail,
    });
    if (influx) new Telemetry(this, 'Telemetry', { deployment, influx, sources: this.#functions() });

    if (!settings.keepData) {
      // The role of API Gateway's logs belongs to the account (see `Api`). Other roles are deleted anyway.
      const excludeResourceTypes = [CfnAccount.CFN_RESOURCE_TYPE_NAME, CfnRole.CFN_RESOURCE_TYPE_NAME];
      RemovalPolicies.of(this).destroy({ excludeResourceTypes });
    }
    this.functionNames = this.#functions().map(({ name }) => name);

    const outputs = {
      ApiUrl: apiUrl,
      QuestionsQueueUrl: questions.queue.queueUrl,
      QuestionsDeadLetterQueueUrl: questions.deadLetterQueue.queueUrl,
      AlertsQueueUrl: alerts.queue.queueUrl,
      AlertsDeadLetterQueueUrl: alerts.deadLetterQueue.queueUrl,
      TasksTableName: questions.tasksTable.tableName,
      AlertsTableName: alerts.table.tableName,
      StoreTableName: store.table.tableName,
      AlarmsTopicArn: topic.topicArn,
      ProcessingSeconds: String(settings.processingSeconds),
      WorkerSlots: String(settings.workerConcurrency * BATCH_SIZE),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  protected override allocateLogicalId(element: CfnElement): string {
    return pinnedLogicalId(element) ?? super.allocateLogicalId(element);
  }

  #functions(): AugurFunction[] {
    return this.node.findAll().filter((construct) => construct instanceof AugurFunction);
  }
}

/** With it, a path that is appended to the URL would begin with two slashes, which is another path. */
function withoutTrailingSlash(url: string): string {
  return url.replace(/\/$/, '');
}
