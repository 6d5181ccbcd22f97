import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  functionNames,
  functionProperties,
  logPermissions,
  permissionsOf,
  synthesize,
} from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('heartbeat', () => {
  it('has exactly the permissions to read and put its state, send to the alerts queue, and write to its log group', () => {
    expect(permissionsOf(template, 'heartbeat')).toEqual(
      [
        'dynamodb:GetItem on HeartbeatTable',
        'dynamodb:PutItem on HeartbeatTable',
        'sqs:SendMessage on AlertsQueue',
        ...logPermissions('heartbeat'),
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
