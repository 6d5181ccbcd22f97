import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionNames, functionProperties, INFLUX, synthesize } from '../../tests/infra/stackUnderTest.ts';
import { type FunctionDefinition, functionName, functions } from '../functions.ts';

const template = synthesize({ influx: INFLUX, context: { answerSeed: '7', errorReportsDir: '/reports' } });

describe('the functions of a stack', () => {
  it('are those of infra/functions.ts, each once', () => {
    expect([...functionNames(template).values()].sort()).toEqual(Object.keys(functions).map(functionName).sort());
  });

  it('run on Node 24 and ARM64', () => {
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  it('have reserved concurrency only where others need it: as much for the worker as it may use, and a limit for telemetry', () => {
    const names = functionNames(template);
    const reserved = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) =>
      'ReservedConcurrentExecutions' in Properties ? [[names.get(id), Properties.ReservedConcurrentExecutions]] : [],
    );
    expect(Object.fromEntries(reserved)).toEqual({ worker: 20, telemetry: 10 });
  });

  it('have no reserved concurrency where the setting reserveConcurrency is false', () => {
    synthesize({ influx: INFLUX, context: { reserveConcurrency: 'false' } }).allResourcesProperties(
      'AWS::Lambda::Function',
      { ReservedConcurrentExecutions: Match.absent() },
    );
  });

  it('each have a log group with retention, named after the function', () => {
    const lambdas = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(lambdas).toHaveLength(Object.keys(functions).length);
    for (const { Properties } of lambdas) {
      const [, [stackName, suffix]] = Properties.FunctionName['Fn::Join'];
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', stackName, suffix]] },
        RetentionInDays: 14,
      });
    }
  });

  it.each(Object.entries<FunctionDefinition>(functions))(
    'have the description, memory size and environment variables of infra/functions.ts: %s',
    (folder, definition) => {
      const { Description, MemorySize, Environment } = functionProperties(template, functionName(folder));
      // Telemetry has either INFLUX_TOKEN or INFLUX_TOKEN_PARAMETER.
      const environment = definition.environment.filter((variable) => variable !== 'INFLUX_TOKEN_PARAMETER');
      expect({ Description, MemorySize }).toEqual({
        Description: definition.description,
        MemorySize: definition.memoryMegabytes,
      });
      expect(Object.keys(Environment.Variables).sort()).toEqual(
        [...environment, 'NODE_OPTIONS', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'].sort(),
      );
      expect(Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe(functionName(folder));
    },
  );

  it('have no managed policies', () => {
    const functionRoles = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com'),
    );
    expect(functionRoles).toHaveLength(Object.keys(functions).length);
    for (const role of functionRoles) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});
