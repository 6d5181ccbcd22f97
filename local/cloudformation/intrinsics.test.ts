import { describe, expect, it } from 'vitest';
import { createResolver } from './intrinsics.ts';

const resolve = createResolver({
  resources: new Map([
    ['Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue', 'Stream.Arn': 'arn:stream' } }],
  ]),
  parameters: new Map([['AWS::Region', 'us-east-1']]),
});

describe('a resolver', () => {
  it.each([
    [{ Ref: 'Queue' }, 'http://queue'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    [{ 'Fn::GetAtt': ['Queue', 'Stream.Arn'] }, 'arn:stream'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 1]] }, 'a-us-east-1-1'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
    [{ 'Fn::Sub': 'in ${AWS::Region}: ${Queue.Arn}, ${!Literal}' }, 'in us-east-1: arn:queue, ${Literal}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
    [{ 'Fn::Sub': ['${Region} ${Queue}', { Region: { Ref: 'AWS::Region' } }] }, 'us-east-1 http://queue'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [
      { Name: [{ Ref: 'Queue' }], Size: 3, Set: true },
      { Name: ['http://queue'], Size: 3, Set: true },
    ],
  ])('resolves %j to %j', (value, resolved) => {
    expect(resolve(value)).toEqual(resolved);
  });

  it.each([
    [{ Ref: 'Missing' }, 'Missing'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'Queue.Colour'],
    [{ 'Fn::ImportValue': 'other' }, 'Fn::ImportValue'],
  ])('refuses %j, and names what it does not know', (value, name) => {
    expect(() => resolve(value)).toThrow(name);
  });
});
