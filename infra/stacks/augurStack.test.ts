import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { routeList } from '../../functions/shared/http/routes.ts';
import { tokenDigests } from '../apiTokens.ts';
import type { Influx } from '../influx.ts';
import { readSettings } from '../settings.ts';
import { AugurStack } from './augurStack.ts';
import { DashboardStack } from './dashboardStack.ts';

function synthesize(context: Record<string, unknown> = {}, influx?: Influx): Template {
  const app = new App({ analyticsReporting: false, context: cdk.context });
  const stack = new AugurStack(app, 'Augur', {
    settings: readSettings((key) => context[key]),
    apiTokenDigests: tokenDigests('one,two'),
    influx,
    // Only the template matters here, so nothing is bundled.
    code: () => Code.fromInline('export const handler = () => {}'),
  });
  return Template.fromStack(stack);
}

const template = synthesize();

interface Statement {
  Action: string | string[];
  Effect: string;
  Resource: Arn | Arn[];
}

/** What a function may do, as `action on logical id`, in alphabetical order. */
function rightsOf(functionName: string, within = template): string[] {
  const [, policy] =
    Object.entries(within.findResources('AWS::IAM::Policy')).find(([id]) =>
      id.startsWith(functionName.replaceAll('-', '')),
    ) ?? [];
  const statements = policy?.Properties.PolicyDocument.Statement as Statement[];
  return statements
    .flatMap(({ Action, Resource }) =>
      [Resource].flat().flatMap((resource) => [Action].flat().map((action) => `${action} on ${logicalName(resource)}`)),
    )
    .sort();
}

type Arn = { 'Fn::GetAtt': [logicalId: string, 'Arn'] } | { 'Fn::Join': ['', [Arn, suffix: string]] };

function logicalName(arn: Arn): string {
  if ('Fn::GetAtt' in arn) return arn['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '');
  const [, [of, suffix]] = arn['Fn::Join'];
  return logicalName(of) + suffix;
}

function propertiesOf(type: string, idPrefix: string) {
  const [, resource] = Object.entries(template.findResources(type)).find(([id]) => id.startsWith(idPrefix)) ?? [];
  return resource?.Properties;
}

const logs = (name: string) => [`logs:CreateLogStream on ${name}Logs`, `logs:PutLogEvents on ${name}Logs`];
const consumes = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  );

describe('what each function may do', () => {
  it.each([
    ['gateway', ['dynamodb:GetItem on TasksTable', 'sqs:GetQueueAttributes on QuestionsQueue']],
    [
      'submit',
      [
        'dynamodb:BatchGetItem on TasksTable',
        'dynamodb:BatchWriteItem on TasksTable',
        'dynamodb:GetItem on StoreTable',
        'dynamodb:GetItem on TasksTable',
        'dynamodb:PutItem on TasksTable',
        'dynamodb:UpdateItem on TasksTable',
        'sqs:SendMessage on AlertsQueue',
        'sqs:SendMessage on QuestionsQueue',
      ],
    ],
    ['status', ['dynamodb:BatchGetItem on TasksTable', 'dynamodb:GetItem on TasksTable']],
    [
      'worker',
      [
        'dynamodb:BatchGetItem on TasksTable',
        'dynamodb:GetItem on TasksTable',
        'dynamodb:UpdateItem on TasksTable',
        ...consumes('QuestionsQueue'),
      ],
    ],
    ['dead-letter', ['dynamodb:UpdateItem on TasksTable', ...consumes('QuestionsDeadLetterQueue')]],
    [
      'alert',
      [
        'dynamodb:GetItem on AlertsTable',
        'dynamodb:GetItem on AlertsTable/index/*',
        'dynamodb:PutItem on AlertsTable',
        'dynamodb:PutItem on AlertsTable/index/*',
        'dynamodb:UpdateItem on AlertsTable',
        'dynamodb:UpdateItem on AlertsTable/index/*',
        ...consumes('AlertsQueue'),
      ],
    ],
    [
      'alerts',
      [
        'dynamodb:GetItem on AlertsTable',
        'dynamodb:GetItem on AlertsTable/index/*',
        'dynamodb:Query on AlertsTable',
        'dynamodb:Query on AlertsTable/index/*',
        'sqs:SendMessage on AlertsQueue',
      ],
    ],
    [
      'store',
      ['dynamodb:GetItem on StoreTable', 'dynamodb:UpdateItem on StoreTable', 'sqs:SendMessage on AlertsQueue'],
    ],
    [
      'heartbeat',
      ['dynamodb:GetItem on HeartbeatTable', 'dynamodb:PutItem on HeartbeatTable', 'sqs:SendMessage on AlertsQueue'],
    ],
  ])('%s: this, its own log group, and nothing else', (name, rights) => {
    expect(rightsOf(name)).toEqual([...rights, ...logs(name.replaceAll('-', ''))].sort());
  });

  it.each([
    ['sqs:SendMessage on QuestionsQueue', ['submit']],
    ['sqs:ReceiveMessage on QuestionsQueue', ['worker']],
    ['dynamodb:UpdateItem on StoreTable', ['store']],
    ['dynamodb:PutItem on StoreTable', []],
    ['dynamodb:GetItem on StoreTable', ['store', 'submit']],
  ])('is for some alone: %s', (right, functions) => {
    const names = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME as string,
    );
    expect(names.filter((name) => rightsOf(name).includes(right)).sort()).toEqual(functions);
  });

  it('comes from no managed policy', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});

describe('the queues', () => {
  it('send a message to a dead-letter queue when it has been received three times', () => {
    for (const queue of ['Questions', 'Alerts']) {
      expect(propertiesOf('AWS::SQS::Queue', `${queue}Queue`).RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(`^${queue}DeadLetterQueue`), 'Arn'] },
        maxReceiveCount: 3,
      });
    }
  });

  it('are encrypted, and refuse what is not', () => {
    template.resourceCountIs('AWS::SQS::Queue', 4);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 4);
  });

  it.each([
    ['worker', 'QuestionsQueue'],
    ['deadletter', 'QuestionsDeadLetterQueue'],
    ['alert', 'AlertsQueue'],
  ])('hide a message six times as long as %s may take', (name, queue) => {
    const { Timeout } = propertiesOf('AWS::Lambda::Function', `${name}Function`);
    expect(propertiesOf('AWS::SQS::Queue', queue).VisibilityTimeout).toBe(6 * Timeout);
  });

  it('leave the worker time beyond the processing time, however long that is', () => {
    const slow = synthesize({ processingSeconds: '60.5' });
    slow.hasResourceProperties('AWS::Lambda::Function', { FunctionName: Match.anyValue(), Timeout: 71 });
    slow.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 426 });
  });
});

describe('the event sources', () => {
  it('report partial failures, and do not wait for a batch to fill', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  it('bound the worker by the event source, not by reserved concurrency', () => {
    synthesize({ workerConcurrency: '7' }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 7 },
    });
    template.allResourcesProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
  });
});

describe('the functions', () => {
  it('run on Node 24 and ARM64', () => {
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  it('each have a log group with retention, named after the function', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    template.resourceCountIs('AWS::Logs::LogGroup', functions.length);
    for (const { Properties } of functions) {
      const [, [stackName, suffix]] = Properties.FunctionName['Fn::Join'];
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', stackName, suffix]] },
        RetentionInDays: 14,
      });
    }
  });

  it('have a reports folder only where one is set', () => {
    const withFolder = Match.objectLike({ Variables: Match.objectLike({ ERROR_REPORTS_DIR: '/reports' }) });
    expect(template.findResources('AWS::Lambda::Function', { Properties: { Environment: withFolder } })).toEqual({});
    synthesize({ errorReportsDir: '/reports' }).resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: withFolder },
      1,
    );
  });
});

describe('the tables', () => {
  it('are paid per request and can be restored to a point in time', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each(['TasksTable', 'AlertsTable'])('expire what is in them: %s', (name) => {
    expect(propertiesOf('AWS::DynamoDB::Table', name)).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('keep what is stored until it is overwritten', () => {
    expect(propertiesOf('AWS::DynamoDB::Table', 'StoreTable')).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('outlive the stack', () => {
    template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
  });

  it('go with the stack where they are told to', () => {
    synthesize({ keepData: 'false' }).allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });
});

it('gives names only to functions and their log groups, with its own in them, so that two of it do not collide', () => {
  const named = Object.values(
    synthesize({}, { url: 'http://influx', org: 'o', bucket: 'b' }).toJSON().Resources,
  ).flatMap((resource) => {
    const { Type, Properties = {} } = resource as { Type: string; Properties?: Record<string, unknown> };
    // An API's name is for people; a policy's is its role's own, and a stage's its API's.
    if (['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage', 'AWS::IAM::Policy'].includes(Type)) return [];
    const own = Type.split('::').at(-1);
    const name = Object.keys(Properties).find((key) => /^(Name|.*Name)$/.test(key) && key.startsWith(own ?? ''));
    return name === undefined ? [] : [{ Type, name: Properties[name] }];
  });
  expect(new Set(named.map(({ Type }) => Type))).toEqual(new Set(['AWS::Lambda::Function', 'AWS::Logs::LogGroup']));
  for (const { name } of named) expect(JSON.stringify(name)).toContain('{"Ref":"AWS::StackName"}');
});

describe('the API', () => {
  it('has every route', () => {
    for (const { method } of routeList) {
      template.hasResourceProperties('AWS::ApiGateway::Method', {
        HttpMethod: method,
        Integration: { Type: 'AWS_PROXY' },
      });
    }
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
    expect(methods.filter(({ Properties }) => !['ANY', 'OPTIONS'].includes(Properties.HttpMethod))).toHaveLength(
      routeList.length,
    );
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['THROTTLED', '429'],
    ['REQUEST_TOO_LARGE', '413'],
    ['INTEGRATION_TIMEOUT', '504'],
  ])('answers %s with problem details of status %s', (ResponseType, StatusCode) => {
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType,
      StatusCode,
      ResponseParameters: Match.objectLike({ 'gatewayresponse.header.Content-Type': "'application/problem+json'" }),
      ResponseTemplates: { 'application/json': Match.stringLikeRegexp(`"status":${StatusCode}`) },
    });
  });
});

describe('the heartbeat', () => {
  it('beats every minute, and is not tried again', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
  });
});

describe('the alarms', () => {
  it.each([
    ['AlarmsQuestionsDeadLetters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }],
    ['AlarmsAlertsDeadLetters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }],
    ['AlarmsOldestQuestion', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 60, EvaluationPeriods: 3 }],
    ['AlarmsWorkerErrors', { Namespace: 'AWS/Lambda', MetricName: 'Errors', Threshold: 0 }],
    ['AlarmsServerErrors', { MetricName: '5XXError', Statistic: 'Average', Threshold: 0.01 }],
  ])('%s tells the topic when it goes off and when it is over', (name, expected) => {
    const topic = [{ Ref: expect.stringMatching(/^AlarmsTopic/) }];
    expect(propertiesOf('AWS::CloudWatch::Alarm', name)).toMatchObject({
      ...expected,
      AlarmActions: topic,
      OKActions: topic,
      TreatMissingData: 'notBreaching',
    });
  });

  it('send mail only where an address is set', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    synthesize({ alarmEmail: 'ops@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});

describe('the dashboard', () => {
  it('shows the metrics that the functions publish, in a stack of its own', () => {
    const app = new App({ analyticsReporting: false, context: cdk.context });
    const dashboard = Template.fromStack(new DashboardStack(app, 'Dashboard', { of: 'Augur' }));
    dashboard.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const body = JSON.stringify(dashboard.toJSON());
    for (const name of ['Accepted', 'Succeeded', 'Failed', 'Rejected', 'QueueWait', 'ProcessingTime']) {
      expect(body).toContain(name);
    }
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });
});

describe('the outputs', () => {
  it.each([
    'ApiUrl',
    'QuestionsQueueUrl',
    'QuestionsDeadLetterQueueUrl',
    'AlertsQueueUrl',
    'AlertsDeadLetterQueueUrl',
    'TasksTableName',
    'AlertsTableName',
    'StoreTableName',
  ])('have %s', (name) => {
    template.hasOutput(name, {});
  });
});

describe('telemetry', () => {
  const influx = { url: 'http://influx:8086', org: 'augur', bucket: 'logs' };
  const withTelemetry = synthesize({}, influx);
  const added = (type: string) =>
    Object.entries(withTelemetry.findResources(type)).filter(([id]) => !(id in template.findResources(type)));

  it('is not there without an InfluxDB: nothing of it', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/telemetry|influx|AWS::Logs::SubscriptionFilter/i);
  });

  it('changes nothing else', () => {
    expect(withTelemetry.toJSON()).toMatchObject(template.toJSON());
  });

  it('has the lines of every function but its own, all of them', () => {
    const subscriptions = Object.values(withTelemetry.findResources('AWS::Logs::SubscriptionFilter'));
    const subscribed = subscriptions.map(({ Properties }) => Properties.LogGroupName.Ref);
    expect(subscribed.sort()).toEqual(Object.keys(template.findResources('AWS::Logs::LogGroup')).sort());
    for (const { Properties } of subscriptions) {
      expect(Properties.FilterPattern).toBe('');
      expect(Properties.DestinationArn['Fn::GetAtt'][0]).toMatch(/^telemetryFunction/);
    }
  });

  it('is invoked by these log groups and by nothing else', () => {
    const sources = added('AWS::Lambda::Permission').map(([, { Properties }]) => {
      expect(Properties.Principal).toBe('logs.amazonaws.com');
      return Properties.SourceArn['Fn::GetAtt'][0];
    });
    expect(sources.sort()).toEqual(Object.keys(template.findResources('AWS::Logs::LogGroup')).sort());
  });

  it('may write to its own log group and its failure queue, and nothing else', () => {
    const queue = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
      (action) => `sqs:${action} on TelemetryFailures`,
    );
    expect(rightsOf('telemetry', withTelemetry)).toEqual([...logs('telemetry'), ...queue]);
  });

  it('keeps what could not be written after three attempts', () => {
    withTelemetry.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TelemetryFailures'), 'Arn'] } },
      },
    });
    expect(added('AWS::SQS::Queue').map(([, { Properties }]) => Properties)).toEqual([
      { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true },
    ]);
  });

  it('has its token from whoever deploys it, who is not shown it again', () => {
    withTelemetry.hasParameter('InfluxToken', { Type: 'String', NoEcho: true, Default: Match.absent() });
    withTelemetry.hasResourceProperties('AWS::Lambda::Function', {
      Environment: Match.objectLike({ Variables: Match.objectLike({ INFLUX_TOKEN: { Ref: 'InfluxToken' } }) }),
    });
  });
});
