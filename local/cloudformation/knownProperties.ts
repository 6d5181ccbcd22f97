import type { Template } from './template.ts';

/** What the local host does with the properties of a resource type, or of a property type such as `Method.Integration`. */
type KnownProperties =
  | {
      /** The properties that have an effect on this machine. */
      readonly effective: readonly string[];
      /** The properties that are accepted without effect, each with the reason. */
      readonly withoutEffect?: Readonly<Record<string, string>>;
    }
  | {
      /** Why no property of the type has an effect. All of them are accepted. */
      readonly typeWithoutEffect: string;
    };

const DOCUMENTATION = 'documentation';
const PERMISSIONS = 'permissions are not enforced on this machine';
const ALARMS = 'metrics are not evaluated and notifications are not sent on this machine';

/**
 * Every type and property that the local host accepts. All others are errors, so that no part of a stack is ignored
 * silently.
 */
const KNOWN_PROPERTIES: Readonly<Record<string, KnownProperties>> = {
  'AWS::ApiGateway::Account': {
    effective: [],
    withoutEffect: { CloudWatchRoleArn: 'API Gateway writes no logs and metrics of its own on this machine' },
  },
  'AWS::ApiGateway::Deployment': {
    effective: ['RestApiId'],
    withoutEffect: { Description: DOCUMENTATION },
  },
  'AWS::ApiGateway::GatewayResponse': {
    effective: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
  },
  'AWS::ApiGateway::Method': {
    effective: ['ApiKeyRequired', 'AuthorizationType', 'HttpMethod', 'Integration', 'ResourceId', 'RestApiId'],
    withoutEffect: {
      MethodResponses: 'they only declare the responses that the integration gives',
      OperationName: DOCUMENTATION,
    },
  },
  'AWS::ApiGateway::Method.Integration of type AWS_PROXY': {
    effective: ['TimeoutInMillis', 'Type', 'Uri'],
    withoutEffect: { IntegrationHttpMethod: 'a function is always invoked with POST' },
  },
  'AWS::ApiGateway::Method.Integration of type MOCK': {
    effective: ['IntegrationResponses', 'RequestTemplates', 'Type'],
  },
  'AWS::ApiGateway::Resource': {
    effective: ['ParentId', 'PathPart', 'RestApiId'],
  },
  'AWS::ApiGateway::RestApi': {
    effective: ['BinaryMediaTypes', 'EndpointConfiguration'],
    withoutEffect: { Description: DOCUMENTATION, Name: DOCUMENTATION, Tags: DOCUMENTATION },
  },
  'AWS::ApiGateway::Stage': {
    effective: ['MethodSettings', 'RestApiId', 'StageName'],
    withoutEffect: {
      AccessLogSetting: 'API Gateway writes no logs of its own on this machine',
      DeploymentId: 'the stage serves what the template describes',
      Description: DOCUMENTATION,
      Tags: DOCUMENTATION,
    },
  },
  'AWS::ApiGateway::Stage.MethodSetting': {
    effective: ['HttpMethod', 'ResourcePath', 'ThrottlingBurstLimit', 'ThrottlingRateLimit'],
    withoutEffect: { MetricsEnabled: 'no metrics are recorded on this machine' },
  },
  'AWS::CloudWatch::Alarm': { typeWithoutEffect: ALARMS },
  'AWS::DynamoDB::Table': {
    effective: [
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'TableName',
      'TimeToLiveSpecification',
    ],
    withoutEffect: {
      DeletionProtectionEnabled: 'nothing deletes a single table on this machine',
      PointInTimeRecoverySpecification: 'the emulator has no backups',
      SSESpecification: 'the disk is what encrypts',
    },
  },
  'AWS::Events::Rule': {
    effective: ['Name', 'ScheduleExpression', 'State', 'Targets'],
    withoutEffect: { Description: DOCUMENTATION },
  },
  'AWS::IAM::Policy': { typeWithoutEffect: PERMISSIONS },
  'AWS::IAM::Role': { typeWithoutEffect: PERMISSIONS },
  'AWS::Lambda::EventInvokeConfig': {
    effective: ['DestinationConfig', 'FunctionName', 'MaximumRetryAttempts'],
    withoutEffect: { Qualifier: 'a function has one version on this machine' },
  },
  'AWS::Lambda::EventSourceMapping': {
    effective: ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'],
  },
  'AWS::Lambda::Function': {
    effective: ['Code', 'Environment', 'FunctionName', 'Handler', 'LoggingConfig', 'MemorySize', 'Timeout'],
    withoutEffect: {
      Architectures: 'functions run on the architecture of this machine',
      Description: DOCUMENTATION,
      ReservedConcurrentExecutions: 'functions share no concurrency of an account on this machine',
      Role: PERMISSIONS,
      Runtime: "functions run on the host's version of Node",
    },
  },
  'AWS::Lambda::Permission': { typeWithoutEffect: PERMISSIONS },
  'AWS::Logs::LogGroup': {
    effective: ['LogGroupName'],
    withoutEffect: { RetentionInDays: 'log files are bounded by size, not by age' },
  },
  'AWS::Logs::SubscriptionFilter': {
    effective: ['DestinationArn', 'FilterPattern', 'LogGroupName'],
  },
  'AWS::SNS::Subscription': { typeWithoutEffect: ALARMS },
  'AWS::SNS::Topic': { typeWithoutEffect: ALARMS },
  'AWS::SNS::TopicPolicy': { typeWithoutEffect: PERMISSIONS },
  'AWS::SQS::Queue': {
    effective: [
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'QueueName',
      'ReceiveMessageWaitTimeSeconds',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'VisibilityTimeout',
    ],
  },
  'AWS::SQS::QueuePolicy': { typeWithoutEffect: PERMISSIONS },
};

/**
 * Checks that the local host knows every resource type and every property in a template.
 *
 * @throws Error with a line for each resource type and each property that it does not know.
 */
export function refuseUnknown({ Resources }: Template): void {
  const problems = Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]) =>
    Type in KNOWN_PROPERTIES
      ? unknownProperties(Type, Properties).map((property) => unsupported(logicalId, property, Type))
      : [`${logicalId} is an ${Type}, which is not supported on this machine.`],
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/**
 * Checks the properties of a part of a resource.
 *
 * @param propertyType as it is in the table, such as `AWS::ApiGateway::Stage.MethodSetting`
 * @throws Error that names the first property that the local host does not know.
 */
export function refuseUnknownProperties(logicalId: string, propertyType: string, properties: object): void {
  const [unknown] = unknownProperties(propertyType, properties);
  if (unknown !== undefined) throw new Error(unsupported(logicalId, unknown, propertyType));
}

/** Those of a resource's properties that have an effect on this machine. */
export function effectiveProperties(type: string, properties: object): Record<string, unknown> {
  const known = KNOWN_PROPERTIES[type];
  if (known === undefined || 'typeWithoutEffect' in known) return {};
  return Object.fromEntries(Object.entries(properties).filter(([name]) => known.effective.includes(name)));
}

function unknownProperties(type: string, properties: object): string[] {
  const known = KNOWN_PROPERTIES[type];
  if (known === undefined) return Object.keys(properties);
  if ('typeWithoutEffect' in known) return [];
  const { effective, withoutEffect = {} } = known;
  return Object.keys(properties).filter((name) => !effective.includes(name) && !Object.hasOwn(withoutEffect, name));
}

function unsupported(logicalId: string, property: string, type: string): string {
  return `${logicalId} sets ${property}, which is not supported for ${type} on this machine.`;
}
