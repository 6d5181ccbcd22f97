import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  functionProperties,
  INFLUX,
  logPermissions,
  permissionsOf,
  synthesize,
} from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();
const withTelemetry = synthesize({ influx: INFLUX });

/** The resources that the stack has only with telemetry. */
const added = (type: string) =>
  Object.entries(withTelemetry.findResources(type)).filter(([id]) => !(id in template.findResources(type)));
/** The log groups of all functions except telemetry. */
const logGroups = Object.keys(template.findResources('AWS::Logs::LogGroup'))
  .filter((id) => id !== 'ApiAccessLogs50B185DB')
  .sort();

describe('telemetry', () => {
  it('has no resource, parameter or output in a stack without InfluxDB', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/telemetry|influx|AWS::Logs::SubscriptionFilter/i);
  });

  it('changes no resource of the stack when it is added', () => {
    expect(withTelemetry.toJSON()).toMatchObject(template.toJSON());
  });

  it('receives all lines of every function except its own', () => {
    const subscriptions = Object.values(withTelemetry.findResources('AWS::Logs::SubscriptionFilter'));
    expect(subscriptions.map(({ Properties }) => Properties.LogGroupName.Ref).sort()).toEqual(logGroups);
    for (const { Properties } of subscriptions) {
      expect(Properties.FilterPattern).toBe('');
      expect(Properties.DestinationArn['Fn::GetAtt'][0]).toMatch(/^telemetryFunction/);
    }
  });

  it('may be invoked for these log groups and by nothing else', () => {
    const sources = added('AWS::Lambda::Permission').map(([, { Properties }]) => {
      expect(Properties.Principal).toBe('logs.amazonaws.com');
      return Properties.SourceArn['Fn::GetAtt'][0];
    });
    expect(sources.sort()).toEqual(logGroups);
  });

  it('has exactly the permissions to send to its failure queue and write to its log group', () => {
    const queue = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
      (action) => `sqs:${action} on TelemetryFailures`,
    );
    expect(permissionsOf(withTelemetry, 'telemetry')).toEqual([...logPermissions('telemetry'), ...queue].sort());
  });

  it('sends a delivery that failed three times to a queue that keeps it for 14 days', () => {
    withTelemetry.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TelemetryFailures'), 'Arn'] } },
      },
    });
    expect(added('AWS::SQS::Queue').map(([, { Properties }]) => Properties)).toEqual([
      { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true },
    ]);
  });

  it('reads its token from the SSM parameter that a setting names, and from nowhere else', () => {
    const within = synthesize({ influx: INFLUX, context: { influxTokenParameter: '/augur/influx-token' } });
    expect(within.findParameters('InfluxToken')).toEqual({});
    const { Variables } = functionProperties(within, 'telemetry').Environment;
    expect(Variables).toMatchObject({ INFLUX_TOKEN_PARAMETER: '/augur/influx-token' });
    expect(Variables).not.toHaveProperty('INFLUX_TOKEN');
    const [statement] = Object.values(within.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('ssm:'));
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'ssm:GetParameter' });
    expect(statement.Resource['Fn::Join'][1].at(-1)).toBe(':parameter/augur/influx-token');
  });

  it('takes its token from a parameter of the stack without this setting, which is neither shown nor has a default', () => {
    withTelemetry.hasParameter('InfluxToken', { Type: 'String', NoEcho: true, Default: Match.absent() });
    withTelemetry.hasResourceProperties('AWS::Lambda::Function', {
      Environment: Match.objectLike({ Variables: Match.objectLike({ INFLUX_TOKEN: { Ref: 'InfluxToken' } }) }),
    });
  });

  it('adds outputs with the bucket and the URL of the failures queue', () => {
    withTelemetry.hasOutput('Telemetry', { Value: 'http://influx:8086, bucket logs' });
    withTelemetry.hasOutput('TelemetryFailuresQueueUrl', {});
  });
});
