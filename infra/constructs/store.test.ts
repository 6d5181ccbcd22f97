import { describe, expect, it } from 'vitest';
import { logRights, propertiesOf, rightsOf, synthesize } from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('store', () => {
  it('may read and update entries, send to the alerts queue, write to its log group, and nothing else', () => {
    expect(rightsOf(template, 'store')).toEqual(
      [
        'dynamodb:GetItem on StoreTable',
        'dynamodb:UpdateItem on StoreTable',
        'sqs:SendMessage on AlertsQueue',
        ...logRights('store'),
      ].sort(),
    );
  });
});

describe('the store table', () => {
  it('does not expire entries', () => {
    const properties = propertiesOf(template, 'AWS::DynamoDB::Table', 'StoreTable');
    expect(properties).toHaveProperty('BillingMode');
    expect(properties).not.toHaveProperty('TimeToLiveSpecification');
  });
});
