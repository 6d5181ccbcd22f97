import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  CfnRestApi,
  Cors,
  type CorsOptions,
  EndpointType,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type HttpFunction, routeList } from '../../functions/shared/http/routes.ts';
import type { Deployment } from '../deployment.ts';
import type { Alerts } from './alerts.ts';
import { AugurFunction } from './augurFunction.ts';
import { addProblemResponses } from './gatewayResponses.ts';
import type { Questions } from './questions.ts';
import type { Store } from './store.ts';

export interface ApiProps {
  readonly deployment: Deployment;
  readonly questions: Questions;
  readonly alerts: Alerts;
  readonly store: Store;
}

/** Added to the resources with routes only: CDK's default would add it to the resources between them as well. */
const CORS: CorsOptions = {
  allowOrigins: Cors.ALL_ORIGINS,
  allowHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Prefer'],
};

/**
 * The access log has the path of the resource, never the path or the query that a client sent: they may contain personal data.
 * Source of the variables: API Gateway Developer Guide, "Variables for access logging".
 */
const ACCESS_LOG_FORMAT = JSON.stringify({
  time: '$context.requestTime',
  correlation_id: '$context.requestId',
  source_ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.responseType',
  response_bytes: '$context.responseLength',
  response_ms: '$context.responseLatency',
  integration_ms: '$context.integration.latency',
});

/** The REST API with a function behind every route. It creates gateway, submit and status; store and alertsApi exist. */
export class Api extends Construct {
  readonly restApi: RestApi;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { settings } = props.deployment;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${Aws.STACK_NAME}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.restApi = new RestApi(this, 'RestApi', {
      description: 'Augur: ask a yes/no question, collect the answer later',
      endpointTypes: [EndpointType.REGIONAL],
      // API Gateway writes no log without this role, which is one setting for the account and Region. It stays when the stack
      // is deleted, because the other APIs of the account use it too.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
        throttlingRateLimit: settings.requestsPerSecond,
        throttlingBurstLimit: settings.requestBurst,
      },
    });
    // The stack has an output for the URL already, with a shorter name.
    this.restApi.node.tryRemoveChild('Endpoint');
    if (settings.apiId !== undefined) this.#setId(settings.apiId);
    this.#addRoutes({
      gateway: this.#gateway(props),
      submit: this.#submit(props),
      status: this.#status(props),
      store: props.store.function,
      alertsApi: props.alerts.api,
    });
    addProblemResponses(this.restApi);
  }

  #gateway({ deployment, questions }: ApiProps): IFunction {
    const { function: gateway } = new AugurFunction(this, 'gateway', {
      deployment,
      environment: {
        PROCESSING_SECONDS: String(deployment.settings.processingSeconds),
        QUESTIONS_QUEUE_URL: questions.queue.queueUrl,
        TASKS_TABLE: questions.tasksTable.tableName,
      },
    });
    questions.queue.grant(gateway, 'sqs:GetQueueAttributes');
    questions.tasksTable.grant(gateway, 'dynamodb:GetItem');
    return gateway;
  }

  #submit({ deployment, questions, alerts, store }: ApiProps): IFunction {
    const { settings, apiTokenDigests } = deployment;
    const { function: submit } = new AugurFunction(this, 'submit', {
      deployment,
      environment: {
        ALERTS_QUEUE_URL: alerts.queue.queueUrl,
        ALERT_KEYWORDS: settings.alertKeywords,
        API_TOKEN_DIGESTS: apiTokenDigests.join(','),
        PROCESSING_SECONDS: String(settings.processingSeconds),
        QUESTIONS_QUEUE_URL: questions.queue.queueUrl,
        STORE_TABLE: store.table.tableName,
        TASKS_TABLE: questions.tasksTable.tableName,
        TASK_RETENTION_SECONDS: String(Duration.days(settings.taskRetentionDays).toSeconds()),
      },
    });
    questions.queue.grant(submit, 'sqs:SendMessage');
    alerts.queue.grant(submit, 'sqs:SendMessage');
    questions.tasksTable.grant(
      submit,
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
    store.table.grant(submit, 'dynamodb:GetItem');
    return submit;
  }

  #status({ deployment, questions }: ApiProps): IFunction {
    const { function: status } = new AugurFunction(this, 'status', {
      deployment,
      environment: {
        PROCESSING_SECONDS: String(deployment.settings.processingSeconds),
        TASKS_TABLE: questions.tasksTable.tableName,
      },
    });
    questions.tasksTable.grant(status, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
    return status;
  }

  /** The tags from which LocalStack and MiniStack take an API's id. AWS assigns one itself. */
  #setId(id: string): void {
    const { defaultChild } = this.restApi.node;
    if (!(defaultChild instanceof CfnRestApi)) throw new Error('The REST API has no AWS::ApiGateway::RestApi');
    for (const tag of ['_custom_id_', 'ms-custom-id']) defaultChild.tags.setTag(tag, id);
  }

  #addRoutes(functions: Record<HttpFunction, IFunction>): void {
    // One permission for each function rather than for each of its routes.
    const options = { scopePermissionToMethod: false };
    const integrationOf = (name: HttpFunction) => new LambdaIntegration(functions[name], options);
    const resources = new Set<IResource>();
    for (const route of routeList) {
      const resource = this.restApi.root.resourceForPath(route.resource);
      resource.addMethod(route.method, integrationOf(route.function));
      // With ANY alone, HEAD would go to gateway, which does not serve the other routes.
      if (route.method === 'GET') resource.addMethod('HEAD', integrationOf(route.function));
      resources.add(resource);
    }
    // API Gateway has one response for an unknown path and a wrong method. With ANY, gateway answers a wrong method with 405.
    for (const resource of resources) {
      resource.addMethod('ANY', integrationOf('gateway'));
      resource.addCorsPreflight(CORS);
    }
  }
}
