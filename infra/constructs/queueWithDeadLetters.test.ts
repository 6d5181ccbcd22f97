import { describe, expect, it } from 'vitest';
import { functionProperties, propertiesOf, synthesize } from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('the queues', () => {
  it.each(['Questions', 'Alerts'])(
    'of %s move a message to their dead-letter queue once it was received three times',
    (name) => {
      expect(propertiesOf(template, 'AWS::SQS::Queue', `${name}Queue`).RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(`^${name}DeadLetterQueue`), 'Arn'] },
        maxReceiveCount: 3,
      });
    },
  );

  it('are encrypted, and deny requests without TLS', () => {
    template.resourceCountIs('AWS::SQS::Queue', 4);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 4);
    for (const { Properties } of Object.values(template.findResources('AWS::SQS::QueuePolicy'))) {
      expect(Properties.PolicyDocument.Statement).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]);
    }
  });

  it('accept requests without TLS where the setting requireTls is false', () => {
    synthesize({ context: { requireTls: 'false' } }).resourceCountIs('AWS::SQS::QueuePolicy', 0);
  });

  it.each([
    ['worker', 'QuestionsQueue'],
    ['dead-letter', 'QuestionsDeadLetterQueue'],
    ['alert-recorder', 'AlertsQueue'],
  ])('have a visibility timeout of six times the timeout of their function: %s', (name, queue) => {
    const { Timeout } = functionProperties(template, name);
    expect(propertiesOf(template, 'AWS::SQS::Queue', queue).VisibilityTimeout).toBe(6 * Timeout);
  });
});

describe('the event source mappings of queues', () => {
  it('report partial batch failures and have no batching window', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    expect(mappings).toHaveLength(3);
    for (const { Properties } of mappings) {
      expect(Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(Properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
    }
  });
});
