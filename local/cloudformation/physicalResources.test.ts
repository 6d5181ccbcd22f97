import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { nameResources } from './physicalResources.ts';
import { stackResources } from './stackResource.ts';
import type { Resource, Template } from './template.ts';

function name(resources: Record<string, Resource>, parameters: Template['Parameters'] = {}, values = {}) {
  const template = { Resources: resources, Parameters: parameters };
  const stack = { name: 'Example', template, assetDirectory: () => '' };
  const queueUrl = (queueName: string) => `http://127.0.0.1:4000/000000000000/${queueName}`;
  return nameResources(stack, { queueUrl, parameters: values });
}

describe('the physical names of resources', () => {
  it('consist of the name of the stack and the logical id', () => {
    const resolve = name({ Jobs: { Type: 'AWS::SQS::Queue' }, Things: { Type: 'AWS::DynamoDB::Table' } });
    expect(resolve({ Ref: 'Jobs' })).toBe('http://127.0.0.1:4000/000000000000/Example-Jobs');
    expect(resolve({ 'Fn::GetAtt': ['Jobs', 'Arn'] })).toBe('arn:aws:sqs:us-east-1:000000000000:Example-Jobs');
    expect(resolve({ Ref: 'Things' })).toBe('Example-Things');
  });

  it('are those of the template if it sets them', () => {
    const FunctionName = { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-worker']] };
    const resolve = name({ Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName } } });
    expect(resolve({ 'Fn::GetAtt': ['Worker', 'Arn'] })).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:Example-worker',
    );
  });

  it('are refused for a stack with unknown types or properties, each of which is named', () => {
    const resources = {
      Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    };
    expect(() => name(resources)).toThrow(
      'Cache is an AWS::ElastiCache::CacheCluster, which is not supported on this machine.\n' +
        'Jobs sets FifoQueue, which is not supported for AWS::SQS::Queue on this machine.',
    );
  });
});

describe('known resource types', () => {
  it('include the account settings of API Gateway, which CDK adds to a REST API by default', () => {
    const Properties = { CloudWatchRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } };
    const resolve = name({ Account: { Type: 'AWS::ApiGateway::Account', Properties } });
    expect(resolve({ Ref: 'Account' })).toBe('Account');
  });

  it('accept properties without effect, and do not pass them on', () => {
    const Properties = { Handler: 'index.handler', Runtime: 'nodejs24.x', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } };
    const template: Template = { Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties } } };
    const [worker] = stackResources(template, 'AWS::Lambda::Function', name(template.Resources));
    expect(worker?.properties(z.record(z.string(), z.unknown()))).toEqual({ Handler: 'index.handler' });
  });

  it('accept every property of a type without effect', () => {
    expect(() => name({ Policy: { Type: 'AWS::IAM::Policy', Properties: { Anything: 1 } } })).not.toThrow();
  });

  it('refuse a property with a value of the wrong type, and name both the resource and the property', () => {
    const Properties = { Environment: { Variables: 1 } };
    const template: Template = { Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties } } };
    const [worker] = stackResources(template, 'AWS::Lambda::Function', name(template.Resources));
    const schema = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.string()) }) });
    expect(() => worker?.properties(schema)).toThrow('Worker sets Environment.Variables to an unsupported value');
  });
});

describe('the parameters of a template', () => {
  it('have the value that the options give, or their default', () => {
    const resolve = name({}, { Token: { Default: 'none' }, Colour: { Default: 'red' } }, { Token: 'secret' });
    expect([resolve({ Ref: 'Token' }), resolve({ Ref: 'Colour' })]).toEqual(['secret', 'red']);
  });

  it('are refused by name when they have neither a value nor a default', () => {
    expect(() => name({}, { Token: {} })).toThrow("The stack's parameter Token has no value.");
  });
});
