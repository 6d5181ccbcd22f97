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

describe('alert-recorder', () => {
  it('has exactly the permissions to read, put and update alerts, receive from the alerts queue, and write to its log group', () => {
    expect(permissionsOf(template, 'alert-recorder')).toEqual(
      [
        'dynamodb:GetItem on AlertsTable',
        'dynamodb:PutItem on AlertsTable',
        'dynamodb:UpdateItem on AlertsTable',
        ...receivePermissions('AlertsQueue'),
        ...logPermissions('alert-recorder'),
      ].sort(),
    );
  });

  it('processes at most 10 batches at a time, so that a flood of rejected requests does not take the concurrency of others', () => {
    expect(propertiesOf(template, 'AWS::Lambda::EventSourceMapping', 'alertrecorderFunction').ScalingConfig).toEqual({
      MaximumConcurrency: 10,
    });
  });

  it('is the only function with a reports folder, and only where the setting errorReportsDir names one', () => {
    const withFolder = (within: typeof template) =>
      Object.values(within.findResources('AWS::Lambda::Function'))
        .filter(({ Properties }) => 'ERROR_REPORTS_DIR' in Properties.Environment.Variables)
        .map(({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME);
    expect(withFolder(template)).toEqual([]);
    const reporting = synthesize({ context: { errorReportsDir: '/reports' } });
    expect(withFolder(reporting)).toEqual(['alert-recorder']);
    expect(functionProperties(reporting, 'alert-recorder').Environment.Variables.ERROR_REPORTS_DIR).toBe('/reports');
  });
});

describe('alerts-api', () => {
  it('has exactly the permissions to read and query alerts, send to the alerts queue, and write to its log group', () => {
    expect(permissionsOf(template, 'alerts-api')).toEqual(
      [
        'dynamodb:GetItem on AlertsTable',
        'dynamodb:Query on AlertsTable/index/byTime',
        'sqs:SendMessage on AlertsQueue',
        ...logPermissions('alerts-api'),
      ].sort(),
    );
  });
});

describe('the alerts table', () => {
  it('expires alerts', () => {
    expect(propertiesOf(template, 'AWS::DynamoDB::Table', 'AlertsTable')).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});
