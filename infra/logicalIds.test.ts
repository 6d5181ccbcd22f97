import { describe, expect, it } from 'vitest';
import { INFLUX, synthesize } from '../tests/infra/stackUnderTest.ts';

const template = synthesize({ influx: INFLUX });

/** The logical ids of all resources of a type, in alphabetical order. */
const logicalIds = (type: string, within = template) => Object.keys(within.findResources(type)).sort();

const REPLACED =
  'The logical id of a resource with data has changed. An update would create a new, empty resource and orphan the old one with its data. Pin the id in infra/logicalIds.ts.';

describe('logical ids of resources with data', () => {
  it.each([
    [
      'AWS::DynamoDB::Table',
      ['AlertsTable0BD1EA13', 'HeartbeatTable59358170', 'StoreTableC58618EC', 'TasksTable88911DC5'],
    ],
    [
      'AWS::SQS::Queue',
      [
        'AlertsDeadLetterQueueFD3BEF0F',
        'AlertsQueue8B32A74D',
        'QuestionsDeadLetterQueueFE8CA37D',
        'QuestionsQueueE1CB572B',
        'TelemetryFailures7A926FFB',
      ],
    ],
  ])('do not change: %s', (type, expected) => {
    expect(logicalIds(type), REPLACED).toEqual(expected);
  });
});

describe('logical ids that clients depend on', () => {
  it('do not change: the REST API, whose id is part of its URL', () => {
    expect(logicalIds('AWS::ApiGateway::RestApi')).toEqual(['ApiRestApiE35FEAFE']);
  });

  it('do not change: the topic, which has subscribers', () => {
    expect(logicalIds('AWS::SNS::Topic')).toEqual(['AlarmsTopic3A2DFEBA']);
  });

  it('do not change: queue policies, because deleting the old policy would remove the new one, which requires TLS', () => {
    expect(logicalIds('AWS::SQS::QueuePolicy')).toEqual([
      'AlertsDeadLetterQueuePolicy8A01C489',
      'AlertsQueuePolicyEFB89B96',
      'QuestionsDeadLetterQueuePolicy33B460BE',
      'QuestionsQueuePolicy47F6949E',
      'TelemetryFailuresPolicyB6325E48',
    ]);
  });
});

/**
 * Names and pairs that can exist once: CloudFormation creates the resource with the new logical id before it deletes the old
 * one, so the upgrade would fail.
 */
describe('logical ids of resources that cannot exist twice', () => {
  it.each([
    [
      'AWS::Lambda::Function',
      [
        'alertrecorderFunctionC6C90C91',
        'alertsapiFunctionA177F95F',
        'deadletterFunction85762CCF',
        'gatewayFunction390545B7',
        'heartbeatFunctionB50E6487',
        'statusFunction138217C7',
        'storeFunctionF3975093',
        'submitFunctionE93FC4AC',
        'telemetryFunctionB5069CB4',
        'workerFunction1F446B72',
      ],
    ],
    [
      'AWS::Logs::LogGroup',
      [
        'ApiAccessLogs50B185DB',
        'alertrecorderLogsAB0344C5',
        'alertsapiLogs6A7AA686',
        'deadletterLogs674B522B',
        'gatewayLogs171B9702',
        'heartbeatLogs3E7D52FB',
        'statusLogsEAAB2F5B',
        'storeLogsFD4E27FF',
        'submitLogsB8B67478',
        'telemetryLogs673EAB46',
        'workerLogsAD10ED75',
      ],
    ],
    [
      'AWS::Lambda::EventSourceMapping',
      [
        'alertrecorderFunctionSqsEventSourceAugurAlertsQueueA6DCE1ADDBDF34FA',
        'deadletterFunctionSqsEventSourceAugurQuestionsDeadLetterQueueC3EBAF15170A7880',
        'workerFunctionSqsEventSourceAugurQuestionsQueueBDA1C94708D16EEB',
      ],
    ],
    ['AWS::Lambda::EventInvokeConfig', ['telemetryFunctionEventInvokeConfig66408DF2']],
  ])('do not change: %s', (type, expected) => {
    expect(logicalIds(type)).toEqual(expected);
  });
});

describe('logical ids of a stack with another name', () => {
  it('are the same, except where CDK includes the name of the stack', () => {
    const other = synthesize({ influx: INFLUX, id: 'Augur-test' });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']) {
      expect(logicalIds(type, other)).toEqual(logicalIds(type));
    }
  });
});
