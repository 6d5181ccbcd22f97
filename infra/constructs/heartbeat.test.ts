import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionNames, functionProperties, logRights, rightsOf, synthesize } from '../stackUnderTest.ts';

const template = synthesize();

describe('heartbeat', () => {
  it('may read and put its state, send to the alerts queue, write to its log group, and nothing else', () => {
    expect(rightsOf(template, 'heartbeat')).toEqual(
      [
        'dynamodb:GetItem on HeartbeatTable',
        'dynamodb:PutItem on HeartbeatTable',
        'sqs:SendMessage on AlertsQueue',
        ...logRights('heartbeat'),
      ].sort(),
    );
  });

  it('is invoked every minute, without retries', () => {
    const [logicalId] = [...functionNames(template)].find(([, name]) => name === 'heartbeat') ?? [];
    template.resourceCountIs('AWS::Events::Rule', 1);
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        Match.objectLike({ Arn: { 'Fn::GetAtt': [logicalId, 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 0 } }),
      ],
    });
  });

  it.each([
    [{ apiUrl: 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000/'],
    [{ apiUrl: 'http://127.0.0.1:4000/' }, 'http://127.0.0.1:4000/'],
    [{ apiUrl: 'http://127.0.0.1:4000', functionsApiUrl: 'http://host:4566/prod' }, 'http://host:4566/prod/'],
  ])('with the settings %j, checks %s rather than API Gateway’s URL', (context, url) => {
    const { API_URL } = functionProperties(synthesize({ context }), 'heartbeat').Environment.Variables;
    expect(API_URL).toBe(url);
  });
});
