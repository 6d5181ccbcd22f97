import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  functionNames,
  logPermissions,
  permissionsOf,
  propertiesOf,
  synthesize,
} from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

/** Every method of the template, as `METHOD /path`, and the function that API Gateway invokes for it. */
function servedBy(): Record<string, string | undefined> {
  const names = functionNames(template);
  return Object.fromEntries(
    Object.values(template.findResources('AWS::ApiGateway::Method'))
      .filter(({ Properties }) => Properties.HttpMethod !== 'OPTIONS')
      .map(({ Properties: { HttpMethod, ResourceId, Integration } }) => {
        expect(Integration.Type).toBe('AWS_PROXY');
        return [`${HttpMethod} ${pathOf(ResourceId)}`, names.get(invokedBy(Integration.Uri))];
      }),
  );
}

/** The path of an API Gateway resource: the one of its parent, and its own part. The root has the id of the API. */
function pathOf({ Ref }: { Ref?: string }): string {
  if (Ref === undefined) return '/';
  const { ParentId, PathPart } = template.findResources('AWS::ApiGateway::Resource')[Ref]?.Properties ?? {};
  return `${pathOf(ParentId).replace(/\/$/, '')}/${PathPart}`;
}

function invokedBy(uri: { 'Fn::Join': [string, (string | { 'Fn::GetAtt'?: [string, string] })[]] }): string {
  const [logicalId = ''] = uri['Fn::Join'][1].flatMap((part) =>
    typeof part === 'string' ? [] : (part['Fn::GetAtt']?.[0] ?? []),
  );
  return logicalId;
}

describe('the API', () => {
  const routes = {
    'GET /': 'gateway',
    'GET /health': 'gateway',
    'GET /health/ready': 'gateway',
    'POST /predictions': 'submit',
    'GET /predictions/{id}': 'status',
    'POST /prediction': 'submit',
    'POST /process': 'submit',
    'GET /status': 'status',
    'GET /status/{task_id}': 'status',
    'POST /submit': 'submit',
    'POST /run': 'submit',
    'POST /add': 'store',
    'POST /write': 'store',
    'GET /read': 'store',
    'POST /alert': 'alerts-api',
    'GET /alerts': 'alerts-api',
    'GET /alerts/{id}': 'alerts-api',
  };
  const paths = new Set(Object.keys(routes).map((route) => route.replace(/^\w+ /, '')));

  it('invokes for each method and path the function that answers it, for HEAD the one of GET, and gateway for any other method of a path', () => {
    expect(servedBy()).toEqual({
      ...routes,
      ...Object.fromEntries(
        Object.entries(routes).flatMap(([route, name]) =>
          route.startsWith('GET ') ? [[route.replace('GET', 'HEAD'), name]] : [],
        ),
      ),
      ...Object.fromEntries([...paths].map((path) => [`ANY ${path}`, 'gateway'])),
    });
  });

  it('answers preflight requests on every path', () => {
    const preflights = Object.values(template.findResources('AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties.HttpMethod === 'OPTIONS',
    );
    expect(preflights.map(({ Properties }) => pathOf(Properties.ResourceId)).sort()).toEqual([...paths].sort());
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

  it('limits the requests of each method, by default to half of what the account may have', () => {
    const throttling = (within: typeof template) =>
      propertiesOf(within, 'AWS::ApiGateway::Stage', 'ApiRestApi').MethodSettings;
    expect(throttling(template)).toEqual([
      expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 5_000,
        ThrottlingBurstLimit: 2_500,
      }),
    ]);
    expect(throttling(synthesize({ context: { requestsPerSecond: '100', requestBurst: '50' } }))).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 }),
    ]);
  });

  it('writes an access log with retention, as JSON, without anything that may contain input', () => {
    const { DestinationArn, Format } = propertiesOf(template, 'AWS::ApiGateway::Stage', 'ApiRestApi').AccessLogSetting;
    expect(JSON.stringify(DestinationArn)).toContain('{"Ref":"ApiAccessLogs50B185DB"}');
    expect(propertiesOf(template, 'AWS::Logs::LogGroup', 'ApiAccessLogs').RetentionInDays).toBe(14);
    const values: string[] = Object.values(JSON.parse(Format));
    expect(values).toContain('$context.requestId');
    for (const value of values) expect(value).not.toMatch(/\$context\.(path|.*(query|header|userAgent|body|proxy))/i);
  });

  it('has the role of the account that API Gateway needs to write logs, and leaves it to the account when it is deleted', () => {
    for (const keepData of ['true', 'false']) {
      const within = synthesize({ context: { keepData } });
      within.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
      const [role] = Object.entries(within.findResources('AWS::IAM::Role')).filter(([id]) =>
        id.startsWith('ApiRestApi'),
      );
      expect(role?.[1]).toMatchObject({ DeletionPolicy: 'Retain' });
    }
  });

  it.each([
    ['THROTTLED', "'1'"],
    ['DEFAULT_5XX', "'5'"],
  ])('says in its response to %s when to try again', (ResponseType, seconds) => {
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType,
      ResponseParameters: Match.objectLike({ 'gatewayresponse.header.Retry-After': seconds }),
    });
  });

  it('has the id of the setting apiId, in the tags of LocalStack and MiniStack', () => {
    synthesize({ context: { apiId: 'augur' } }).hasResourceProperties('AWS::ApiGateway::RestApi', {
      Tags: [
        { Key: '_custom_id_', Value: 'augur' },
        { Key: 'ms-custom-id', Value: 'augur' },
      ],
    });
  });
});

describe('the permissions of the functions of the API', () => {
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
  ])('%s: exactly these, and writing to its log group', (name, permissions) => {
    expect(permissionsOf(template, name)).toEqual([...permissions, ...logPermissions(name)].sort());
  });
});
