import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import cdk from '../../cdk.json' with { type: 'json' };
import { tokenDigests } from '../../infra/apiTokens.ts';
import type { Influx } from '../../infra/influx.ts';
import { readSettings } from '../../infra/settings.ts';
import { AugurStack } from '../../infra/stacks/augurStack.ts';

export const INFLUX: Influx = { url: 'http://influx:8086', org: 'augur', bucket: 'logs' };

export interface StackOptions {
  /** CDK context, such as `{ processingSeconds: '2' }`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Without it the stack has no telemetry. */
  readonly influx?: Influx;
  readonly id?: string;
}

/** The stack without bundles: a placeholder stands for the code of each function. */
export function stackUnderTest({ context = {}, influx, id = 'Augur' }: StackOptions = {}): AugurStack {
  const app = new App({ analyticsReporting: false, context: cdk.context });
  return new AugurStack(app, id, {
    settings: readSettings((key) => context[key]),
    apiTokenDigests: tokenDigests('one,two'),
    influx,
    code: () => Code.fromInline('export const handler = () => {}'),
  });
}

/** The template that the stack synthesizes to. */
export function synthesize(options: StackOptions = {}): Template {
  return Template.fromStack(stackUnderTest(options));
}

/** The properties of the first resource of a type whose logical id starts as given. */
export function propertiesOf(template: Template, type: string, idPrefix: string) {
  const [, resource] = Object.entries(template.findResources(type)).find(([id]) => id.startsWith(idPrefix)) ?? [];
  return resource?.Properties;
}

/** The names of all functions of a template, without the stack's name in front, by logical id. */
export function functionNames(template: Template): Map<string, string> {
  return new Map(
    Object.entries(template.findResources('AWS::Lambda::Function')).map(([logicalId, { Properties }]) => [
      logicalId,
      Properties.FunctionName['Fn::Join'][1][1].slice(1),
    ]),
  );
}

/** The properties of a function. @param name without the stack's name in front, such as `dead-letter` */
export function functionProperties(template: Template, name: string) {
  const [logicalId] = [...functionNames(template)].find(([, each]) => each === name) ?? [];
  if (logicalId === undefined) throw new Error(`The template has no function ${name}`);
  return template.findResources('AWS::Lambda::Function')[logicalId]?.Properties;
}

type Arn = { 'Fn::GetAtt': [logicalId: string, 'Arn'] } | { 'Fn::Join': ['', [Arn, suffix: string]] };

interface Statement {
  readonly Action: string | string[];
  readonly Effect: string;
  readonly Resource: Arn | Arn[];
}

/**
 * The permissions of a function's role, in alphabetical order, as `action on resource`. The resource is its logical id without
 * the hash.
 */
export function permissionsOf(template: Template, name: string): string[] {
  const [role] = functionProperties(template, name).Role['Fn::GetAtt'];
  const statements: Statement[] = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements
    .flatMap(({ Action, Effect, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`The role of ${name} has a statement with the effect ${Effect}`);
      return [Resource].flat().flatMap((arn) => [Action].flat().map((action) => `${action} on ${resourceName(arn)}`));
    })
    .sort();
}

function resourceName(arn: Arn): string {
  if ('Fn::GetAtt' in arn) return arn['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '');
  const [, [of, suffix]] = arn['Fn::Join'];
  return resourceName(of) + suffix;
}

/** The permissions of a function to write to its own log group. */
export function logPermissions(name: string): string[] {
  const logGroup = `${name.replaceAll('-', '')}Logs`;
  return [`logs:CreateLogStream on ${logGroup}`, `logs:PutLogEvents on ${logGroup}`];
}

/** The permissions of an event source mapping's function to receive from the queue. */
export function receivePermissions(queue: string): string[] {
  return ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  );
}
