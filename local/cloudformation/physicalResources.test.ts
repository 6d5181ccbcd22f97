import { describe, expect, it } from 'vitest';
import { nameResources } from './physicalResources.ts';
import type { Resource, Template } from './template.ts';

function name(resources: Record<string, Resource>, parameters: Template['Parameters'] = {}, values = {}) {
  const template = { Resources: resources, Parameters: parameters };
  const stack = { name: 'Example', template, assetDirectory: () => '' };
  return nameResources(stack, 'http://127.0.0.1:4000', values);
}

describe('the names of resources on this machine', () => {
  it('are the same in every run, and carry the name of the stack', () => {
    const resolve = name({ Jobs: { Type: 'AWS::SQS::Queue' }, Things: { Type: 'AWS::DynamoDB::Table' } });
    expect(resolve({ Ref: 'Jobs' })).toBe('http://127.0.0.1:4000/000000000000/Example-Jobs');
    expect(resolve({ 'Fn::GetAtt': ['Jobs', 'Arn'] })).toBe('arn:aws:sqs:us-east-1:000000000000:Example-Jobs');
    expect(resolve({ Ref: 'Things' })).toBe('Example-Things');
  });

  it('are those of the template where it has them', () => {
    const FunctionName = { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-worker']] };
    const resolve = name({ Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName } } });
    expect(resolve({ 'Fn::GetAtt': ['Worker', 'Arn'] })).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:Example-worker',
    );
  });

  it('are not given to what does not run here: each such type and property is named', () => {
    const resources = {
      Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    };
    expect(() => name(resources)).toThrow(
      'Cache is an AWS::ElastiCache::CacheCluster, which does not run on this machine.\n' +
        'Jobs sets FifoQueue, which an AWS::SQS::Queue does not have on this machine.',
    );
  });
});

describe('the parameters of a template', () => {
  it('have the value that they are given, or their default', () => {
    const resolve = name({}, { Token: { Default: 'none' }, Colour: { Default: 'red' } }, { Token: 'secret' });
    expect([resolve({ Ref: 'Token' }), resolve({ Ref: 'Colour' })]).toEqual(['secret', 'red']);
  });

  it('are asked for by name where they have neither', () => {
    expect(() => name({}, { Token: {} })).toThrow("The stack's parameter Token has no value.");
  });
});
