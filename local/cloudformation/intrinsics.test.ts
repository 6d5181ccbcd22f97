import { describe, expect, it } from 'vitest';
import { resolver } from './intrinsics.ts';

const resolve = resolver({
  resources: new Map([
    ['Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue', 'Stream.Arn': 'arn:stream' } }],
  ]),
  parameters: new Map([['AWS::Region', 'us-east-1']]),
});

describe('intrinsic functions', () => {
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
    [{ 'Fn::Sub': ['${Own} ${Queue}', { Own: { Ref: 'AWS::Region' } }] }, 'us-east-1 http://queue'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [
      { Name: [{ Ref: 'Queue' }], Size: 3, Set: true },
      { Name: ['http://queue'], Size: 3, Set: true },
    ],
  ])('%j is %j', (value, resolved) => {
    expect(resolve(value)).toEqual(resolved);
  });

  it.each([
    [{ Ref: 'Nobody' }, 'Nobody'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'Queue.Colour'],
    [{ 'Fn::ImportValue': 'other' }, 'Fn::ImportValue'],
  ])('%j is refused by its name', (value, name) => {
    expect(() => resolve(value)).toThrow(name);
  });
});
