import { describe, expect, it } from 'vitest';
import { logPermissions, permissionsOf, propertiesOf, synthesize } from '../../tests/infra/stackUnderTest.ts';

const template = synthesize();

describe('store', () => {
  it('has exactly the permissions to read and update entries, send to the alerts queue, and write to its log group', () => {
    expect(permissionsOf(template, 'store')).toEqual(
      [
        'dynamodb:GetItem on StoreTable',
        'dynamodb:UpdateItem on StoreTable',
        'sqs:SendMessage on AlertsQueue',
        ...logPermissions('store'),
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
