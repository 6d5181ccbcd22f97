import { describe, expect, it } from 'vitest';
import { functionNames, INFLUX, permissionsOf, stackUnderTest, synthesize } from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();
const withTelemetry = synthesize({ influx: INFLUX });

describe('AugurStack', () => {
  it.each([
    ['sqs:SendMessage on QuestionsQueue', ['submit']],
    ['sqs:ReceiveMessage on QuestionsQueue', ['worker']],
    ['dynamodb:UpdateItem on StoreTable', ['store']],
    ['dynamodb:PutItem on StoreTable', []],
    ['dynamodb:GetItem on StoreTable', ['store', 'submit']],
  ])('grants the permission %s to the functions that need it and to no other', (permission, allowed) => {
    const names = [...functionNames(template).values()];
    expect(names.filter((name) => permissionsOf(template, name).includes(permission)).sort()).toEqual(allowed);
  });

  it('sets physical names of functions and log groups only, and includes its own name, so that two stacks do not collide', () => {
    const named = Object.values(withTelemetry.toJSON().Resources).flatMap((resource) => {
      const { Type, Properties = {} } = resource as { Type: string; Properties?: Record<string, unknown> };
      // The name of an API need not be unique; the name of a policy is within its role, and of a stage within its API.
      if (['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage', 'AWS::IAM::Policy'].includes(Type)) return [];
      const own = Type.split('::').at(-1);
      const name = Object.keys(Properties).find((key) => /^(Name|.*Name)$/.test(key) && key.startsWith(own ?? ''));
      return name === undefined ? [] : [{ Type, name: Properties[name] }];
    });
    expect(new Set(named.map(({ Type }) => Type))).toEqual(new Set(['AWS::Lambda::Function', 'AWS::Logs::LogGroup']));
    for (const { name } of named) expect(JSON.stringify(name)).toContain('{"Ref":"AWS::StackName"}');
  });

  it('returns the names of its functions, with telemetry only if InfluxDB is configured', () => {
    expect([...stackUnderTest().functionNames].sort()).toEqual([...functionNames(template).values()].sort());
    expect([...stackUnderTest({ influx: INFLUX }).functionNames].sort()).toEqual(
      [...functionNames(withTelemetry).values()].sort(),
    );
  });

  it.each([
    'ApiUrl',
    'QuestionsQueueUrl',
    'QuestionsDeadLetterQueueUrl',
    'AlertsQueueUrl',
    'AlertsDeadLetterQueueUrl',
    'TasksTableName',
    'AlertsTableName',
    'StoreTableName',
    'AlarmsTopicArn',
    'ProcessingSeconds',
    'WorkerSlots',
  ])('has the output %s', (name) => {
    template.hasOutput(name, {});
  });

  it.each([
    [{}, /\/\{"Ref":"\w+"\}$/],
    [
      { apiUrl: 'http://127.0.0.1:4566/_aws/execute-api/augur/prod/' },
      /^http:\/\/127.0.0.1:4566\/_aws\/execute-api\/augur\/prod$/,
    ],
  ])('with the settings %j, has the output ApiUrl without a trailing slash', (context, url) => {
    const { ApiUrl } = synthesize({ context }).findOutputs('ApiUrl');
    expect(joined(ApiUrl?.Value)).toMatch(url);
  });
});

/** The parts of Fn::Join as one string, references as JSON. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('');
}
