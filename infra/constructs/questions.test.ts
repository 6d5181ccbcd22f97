import { describe, expect, it } from 'vitest';
import {
  functionProperties,
  logRights,
  propertiesOf,
  receiveRights,
  rightsOf,
  synthesize,
} from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('worker', () => {
  it('may read and update tasks, receive from the questions queue, write to its log group, and nothing else', () => {
    expect(rightsOf(template, 'worker')).toEqual(
      [
        'dynamodb:BatchGetItem on TasksTable',
        'dynamodb:GetItem on TasksTable',
        'dynamodb:UpdateItem on TasksTable',
        ...receiveRights('QuestionsQueue'),
        ...logRights('worker'),
      ].sort(),
    );
  });

  it('has a timeout of 10 seconds beyond the processing time, and its queue a visibility timeout that fits', () => {
    const slow = synthesize({ context: { processingSeconds: '60.5' } });
    expect(functionProperties(slow, 'worker').Timeout).toBe(71);
    expect(propertiesOf(slow, 'AWS::SQS::Queue', 'QuestionsQueue').VisibilityTimeout).toBe(426);
  });

  it('has its concurrency limited by the event source mapping', () => {
    synthesize({ context: { workerConcurrency: '7' } }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });
});

describe('dead-letter', () => {
  it('may update tasks, receive from the dead-letter queue, write to its log group, and nothing else', () => {
    expect(rightsOf(template, 'dead-letter')).toEqual(
      [
        'dynamodb:UpdateItem on TasksTable',
        ...receiveRights('QuestionsDeadLetterQueue'),
        ...logRights('dead-letter'),
      ].sort(),
    );
  });
});

describe('the tasks table', () => {
  it('expires tasks', () => {
    expect(propertiesOf(template, 'AWS::DynamoDB::Table', 'TasksTable')).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});
