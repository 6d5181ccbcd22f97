import { describe, expect, it } from 'vitest';
import { propertiesOf, synthesize } from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('the alarms', () => {
  it.each([
    ['AlarmsQuestionsDeadLetters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }],
    ['AlarmsAlertsDeadLetters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }],
    ['AlarmsOldestQuestion', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 60, EvaluationPeriods: 3 }],
    ['AlarmsWorkerErrors', { Namespace: 'AWS/Lambda', MetricName: 'Errors', Threshold: 0 }],
    ['AlarmsServerErrors', { MetricName: '5XXError', Statistic: 'Average', Threshold: 0.01 }],
  ])('notify the topic when they go off and when they are over: %s', (name, expected) => {
    const topic = [{ Ref: expect.stringMatching(/^AlarmsTopic/) }];
    expect(propertiesOf(template, 'AWS::CloudWatch::Alarm', name)).toMatchObject({
      ...expected,
      AlarmActions: topic,
      OKActions: topic,
      TreatMissingData: 'notBreaching',
    });
  });

  it('may publish to the topic, from this account only and with TLS only', () => {
    const topic = { Ref: expect.stringMatching(/^AlarmsTopic/) };
    expect(propertiesOf(template, 'AWS::SNS::TopicPolicy', 'AlarmsTopicPolicy').PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topic,
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('send e-mail only where the setting alarmEmail has an address', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    synthesize({ context: { alarmEmail: 'ops@example.com' } }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});
