import { createHash } from 'node:crypto';
import { TABLE_PROPERTIES } from '../dynamodb/tables.ts';
import { QUEUE_PROPERTIES } from '../sqs/queues.ts';
import { type PhysicalResource, resolver } from './intrinsics.ts';
import type { Resource, SynthesizedStack, Template } from './template.ts';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

interface Naming {
  readonly logicalId: string;
  /** A name of its own, from the template or made from the stack's name and the logical id: the same in every run. */
  name(property: string): string;
  readonly sqsEndpoint: string;
}

interface ResourceType {
  /** The properties that are known here; another one is an error. `*` where none of them has an effect on this machine. */
  readonly properties: readonly string[] | '*';
  physical(naming: Naming): PhysicalResource;
}

/** The ARN of a resource on this machine, such as `arn('lambda', 'function:name')`. */
export const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
const byLogicalId = ({ logicalId }: Naming): PhysicalResource => ({ ref: logicalId, attributes: {} });

/**
 * The resource types that run on this machine, and how each is referred to.
 * Source: CloudFormation's Template Reference, "Return values" of each type.
 */
const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': {
    properties: QUEUE_PROPERTIES,
    physical({ name, sqsEndpoint }) {
      const queueName = name('QueueName');
      // On 127.0.0.1 whatever the emulator calls it: the SDK takes a queue's URL for the endpoint of its calls.
      const url = `${sqsEndpoint}/${ACCOUNT_ID}/${queueName}`;
      return { ref: url, attributes: { Arn: arn('sqs', queueName), QueueName: queueName, QueueUrl: url } };
    },
  },
  'AWS::DynamoDB::Table': {
    properties: TABLE_PROPERTIES,
    physical({ name }) {
      const tableName = name('TableName');
      return { ref: tableName, attributes: { Arn: arn('dynamodb', `table/${tableName}`) } };
    },
  },
  'AWS::Lambda::Function': {
    properties: [
      'Architectures',
      'Code',
      'Description',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'Role',
      'Runtime',
      'Timeout',
    ],
    physical({ name }) {
      const functionName = name('FunctionName');
      return { ref: functionName, attributes: { Arn: arn('lambda', `function:${functionName}`) } };
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'],
    physical: byLogicalId,
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: ['DestinationConfig', 'FunctionName', 'MaximumRetryAttempts', 'Qualifier'],
    physical: byLogicalId,
  },
  'AWS::Logs::LogGroup': {
    properties: ['LogGroupName', 'RetentionInDays'],
    physical({ name }) {
      const groupName = name('LogGroupName');
      return { ref: groupName, attributes: { Arn: arn('logs', `log-group:${groupName}:*`) } };
    },
  },
  'AWS::Logs::SubscriptionFilter': {
    properties: ['DestinationArn', 'FilterPattern', 'LogGroupName'],
    physical: byLogicalId,
  },
  'AWS::ApiGateway::RestApi': {
    // What the API is made of is checked where it is read, in restApi/.
    properties: '*',
    physical: ({ logicalId }) => ({
      ref: createHash('sha256').update(logicalId).digest('hex').slice(0, 10),
      attributes: { RootResourceId: `${logicalId}Root` },
    }),
  },
  'AWS::ApiGateway::Resource': { properties: '*', physical: byLogicalId },
  'AWS::ApiGateway::Method': { properties: '*', physical: byLogicalId },
  'AWS::ApiGateway::GatewayResponse': { properties: '*', physical: byLogicalId },
  'AWS::ApiGateway::Deployment': { properties: '*', physical: byLogicalId },
  'AWS::ApiGateway::Stage': {
    properties: '*',
    physical: ({ name }) => ({ ref: name('StageName'), attributes: {} }),
  },
  // Nobody on this machine is kept from anything: rights are for where the stack is deployed.
  'AWS::IAM::Role': {
    properties: '*',
    physical: ({ logicalId }) => ({
      ref: logicalId,
      attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${logicalId}` },
    }),
  },
  'AWS::IAM::Policy': { properties: '*', physical: byLogicalId },
  'AWS::Events::Rule': {
    properties: ['Description', 'ScheduleExpression', 'State', 'Targets'],
    physical({ name }) {
      const ruleName = name('Name');
      return { ref: ruleName, attributes: { Arn: arn('events', `rule/${ruleName}`) } };
    },
  },
  // Nothing on this machine watches metrics or sends mail.
  'AWS::CloudWatch::Alarm': { properties: '*', physical: byLogicalId },
  'AWS::SNS::Topic': {
    properties: '*',
    physical: ({ logicalId }) => ({ ref: arn('sns', logicalId), attributes: {} }),
  },
  'AWS::SNS::TopicPolicy': { properties: '*', physical: byLogicalId },
  'AWS::SNS::Subscription': { properties: '*', physical: byLogicalId },
  'AWS::Lambda::Permission': { properties: '*', physical: byLogicalId },
  'AWS::SQS::QueuePolicy': { properties: '*', physical: byLogicalId },
};

/** The stack's resources of one type, with their logical ids. */
export function resourcesOfType(template: Template, type: string): [logicalId: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/**
 * Gives every resource of a stack its name on this machine.
 *
 * @param values what the template's parameters are set to; one that is not has its default
 * @returns what resolves the template's values to these names
 * @throws Error with a line for each resource whose type or property is not known here: nothing is left out in silence.
 * Error when a parameter has neither a value nor a default.
 */
export function nameResources(
  { name: stackName, template }: SynthesizedStack,
  sqsEndpoint: string,
  values: Readonly<Record<string, string>> = {},
) {
  const unknown = Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const type = resourceTypes[Type];
    if (!type) return [`${logicalId} is an ${Type}, which does not run on this machine.`];
    return Object.keys(Properties)
      .filter((property) => type.properties !== '*' && !type.properties.includes(property))
      .map((property) => `${logicalId} sets ${property}, which an ${Type} does not have on this machine.`);
  });
  if (unknown.length > 0) throw new Error(unknown.join('\n'));

  const parameters = new Map<string, string>([
    ['AWS::AccountId', ACCOUNT_ID],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', REGION],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
  for (const [name, { Default }] of Object.entries(template.Parameters ?? {})) {
    const value = values[name] ?? Default;
    if (value === undefined) throw new Error(`The stack's parameter ${name} has no value.`);
    parameters.set(name, String(value));
  }

  const resources = new Map<string, PhysicalResource>();
  const resolve = resolver({ resources, parameters });
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const naming: Naming = {
      logicalId,
      name: (property) => String(resolve(Properties[property] ?? `${stackName}-${logicalId}`)),
      sqsEndpoint,
    };
    const type = resourceTypes[Type];
    if (type) resources.set(logicalId, type.physical(naming));
  }
  return resolve;
}
