import { createHash } from 'node:crypto';
import { ACCOUNT_ID, arn, REGION } from './account.ts';
import { createResolver, type PhysicalResource, type Resolve } from './intrinsics.ts';
import { refuseUnknown } from './knownProperties.ts';
import type { SynthesizedStack } from './template.ts';

export interface NamingOptions {
  /** The URL of a queue by its name. Called only when a template's reference to a queue is resolved. */
  readonly queueUrl: (queueName: string) => string;
  /** The values of the template's parameters, by name. A parameter without a value gets its default. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

interface Naming extends Pick<NamingOptions, 'queueUrl'> {
  readonly logicalId: string;
  /** The value of the template's name property, or the stack's name and the logical id: the same in every run. */
  name(property: string): string;
}

/**
 * The identifiers of each resource type that others refer to. For all other types `Ref` gives the logical id.
 * Source: CloudFormation's Template Reference, "Return values" of each type.
 */
const PHYSICAL_RESOURCES: Readonly<Record<string, (naming: Naming) => PhysicalResource>> = {
  'AWS::SQS::Queue': ({ name, queueUrl }) => {
    const queueName = name('QueueName');
    const attributes = {
      Arn: arn('sqs', queueName),
      QueueName: queueName,
      get QueueUrl() {
        return queueUrl(queueName);
      },
    };
    return {
      get ref() {
        return attributes.QueueUrl;
      },
      attributes,
    };
  },
  'AWS::DynamoDB::Table': ({ name }) => {
    const tableName = name('TableName');
    return { ref: tableName, attributes: { Arn: arn('dynamodb', `table/${tableName}`) } };
  },
  'AWS::Lambda::Function': ({ name }) => {
    const functionName = name('FunctionName');
    return { ref: functionName, attributes: { Arn: arn('lambda', `function:${functionName}`) } };
  },
  'AWS::Logs::LogGroup': ({ name }) => {
    const groupName = name('LogGroupName');
    return { ref: groupName, attributes: { Arn: arn('logs', `log-group:${groupName}:*`) } };
  },
  'AWS::ApiGateway::RestApi': ({ logicalId }) => ({
    // Ten characters, as on AWS. Derived from the logical id, so that it is the same in every run.
    ref: createHash('sha256').update(logicalId).digest('hex').slice(0, 10),
    attributes: { RootResourceId: `${logicalId}Root` },
  }),
  'AWS::ApiGateway::Stage': ({ name }) => ({ ref: name('StageName'), attributes: {} }),
  'AWS::Events::Rule': ({ name }) => {
    const ruleName = name('Name');
    return { ref: ruleName, attributes: { Arn: arn('events', `rule/${ruleName}`) } };
  },
  'AWS::IAM::Role': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${logicalId}` },
  }),
  'AWS::SNS::Topic': ({ logicalId }) => ({ ref: arn('sns', logicalId), attributes: {} }),
};

/**
 * Gives every resource of a stack its physical identifiers on this machine.
 *
 * @returns a function that resolves the template's values with these identifiers
 * @throws Error with a line for each resource type and property that the local host does not know.
 * @throws Error when a parameter has neither a value nor a default.
 */
export function nameResources({ name: stackName, template }: SynthesizedStack, options: NamingOptions): Resolve {
  refuseUnknown(template);
  const resources = new Map<string, PhysicalResource>();
  const resolve = createResolver({
    resources,
    parameters: new Map([
      ['AWS::AccountId', ACCOUNT_ID],
      ['AWS::Partition', 'aws'],
      ['AWS::Region', REGION],
      ['AWS::StackName', stackName],
      ['AWS::URLSuffix', 'amazonaws.com'],
      ...Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => {
        const value = options.parameters?.[name] ?? Default;
        if (value === undefined) throw new Error(`The stack's parameter ${name} has no value.`);
        return [name, String(value)] as const;
      }),
    ]),
  });
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const physicalResource = PHYSICAL_RESOURCES[Type]?.({
      logicalId,
      name: (property) => String(resolve(Properties[property] ?? `${stackName}-${logicalId}`)),
      queueUrl: options.queueUrl,
    });
    resources.set(logicalId, physicalResource ?? { ref: logicalId, attributes: {} });
  }
  return resolve;
}
