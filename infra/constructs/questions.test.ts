import { describe, expect, it } from 'vitest';
import {
  functionProperties,
  logPermissions,
  permissionsOf,
  propertiesOf,
  receivePermissions,
  synthesize,
} from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('worker', () => {
  it('has exactly the permissions to read and update tasks, receive from the questions queue, and write to its log group', () => {
    expect(permissionsOf(template, 'worker')).toEqual(
      [
        'dynamodb:BatchGetItem on TasksTable',
        'dynamodb:GetItem on TasksTable',
        'dynamodb:UpdateItem on TasksTable',
        ...receivePermissions('QuestionsQueue'),
        ...logPermissions('worker'),
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
    expect(permissionsOf(template, 'dead-letter')).toEqual(
      [
        'dynamodb:UpdateItem on TasksTable',
        ...receivePermissions('QuestionsDeadLetterQueue'),
        ...logPermissions('dead-letter'),
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
