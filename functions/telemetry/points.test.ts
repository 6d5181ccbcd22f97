import { describe, expect, it } from 'vitest';
import { type PointData, pointsOf } from './points.ts';

const TIME = 1_795_000_000_000;
const TASK = '06df3a92-7d48-4475-b352-63e71b499f41';

function points(message: unknown, logGroup = '/aws/lambda/Augur-worker'): Omit<PointData, 'time'>[] {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const delivery = { logGroup, logEvents: [{ id: '7', timestamp: TIME, message: text }] };
  return pointsOf(delivery, '/aws/lambda/Augur-').map(({ time, ...point }) => {
    expect(time).toBe(BigInt(TIME) * 1_000_000n + 7n);
    return point;
  });
}

const only = (measurement: PointData['measurement'], message: unknown) =>
  points(message).filter((point) => point.measurement === measurement);

describe('the point in logs of each line', () => {
  it.each<[string, unknown, PointData['tags'], PointData['fields']]>([
    [
      'a line of a function',
      { level: 'WARN', function: 'worker', message: 'Odd', event: 'odd', request_id: 'r', task_id: TASK, wait_ms: 1.5 },
      { function: 'worker', level: 'WARN' },
      { message: 'Odd', event: 'odd', request_id: 'r', task_id: TASK, wait_ms: 1.5 },
    ],
    [
      'an error',
      { level: 'ERROR', message: 'Message failed', error: { name: 'TypeError', message: 'no', location: 'x.ts:1' } },
      { function: 'worker', level: 'ERROR' },
      { message: 'Message failed', error: 'TypeError: no' },
    ],
    [
      "an error of Lambda's runtime",
      {
        level: 'ERROR',
        requestId: 'r',
        message: 'Invoke Error',
        errorType: 'Error',
        errorMessage: 'no',
        stackTrace: [],
      },
      { function: 'worker', level: 'ERROR' },
      { message: 'Invoke Error', request_id: 'r', error: 'Error: no' },
    ],
    [
      'a report of Lambda',
      { type: 'platform.report', record: { requestId: 'r', status: 'timeout', errorType: 'Sandbox.Timedout' } },
      { function: 'worker', level: 'ERROR' },
      { message: 'platform.report', request_id: 'r', error: 'Sandbox.Timedout' },
    ],
    [
      'a line of metrics',
      '{"_aws":{},"Accepted":1}',
      { function: 'worker', level: 'INFO' },
      { message: '{"_aws":{},"Accepted":1}', event: 'metrics' },
    ],
    ['a line that is no JSON', 'START {', { function: 'worker', level: 'INFO' }, { message: 'START {' }],
    [
      'JSON that breaks off',
      '{"level":"ERROR"',
      { function: 'worker', level: 'INFO' },
      { message: '{"level":"ERROR"' },
    ],
    ['an empty line', '', { function: 'worker', level: 'INFO' }, { message: '' }],
    [
      'a duration that is none',
      { message: 'm', wait_ms: 'long' },
      { function: 'worker', level: 'INFO' },
      { message: 'm' },
    ],
  ])('%s', (_, message, tags, fields) => {
    expect(points(message)).toEqual([{ measurement: 'logs', tags, fields }]);
  });

  it('has the whole name of a log group without the prefix as its function', () => {
    expect(points('x', '/other')[0]?.tags.function).toBe('/other');
  });
});

describe('the point in tasks of each status change', () => {
  it.each([
    ['task.received', 'queued', {}],
    ['task.started', 'processing', { queue_ms: 3 }],
    ['task.succeeded', 'succeeded', { queue_ms: 3, processing_ms: 5_000, total_ms: 5_003 }],
    ['task.failed', 'failed', { total_ms: 9 }],
  ])('%s', (event, status, durations) => {
    expect(only('tasks', { event, task_id: TASK, kind: 'answer', attempt: 1, ...durations })).toEqual([
      { measurement: 'tasks', tags: { kind: 'answer', status }, fields: { task_id: TASK, ...durations } },
    ]);
  });

  it('is not written for a line without a status change', () => {
    expect(only('tasks', { event: 'task.skipped', task_id: TASK })).toEqual([]);
  });
});

describe('the points in interactions and alerts', () => {
  it.each([['""'], ['null'], ['{"n":[1.10,9007199254740993],"__proto__":"🌧"}']])(
    'contain the payload %s to the letter',
    (payload) => {
      const line = `{"message":"Interaction","event":"interaction","source":"POST /submit","payload":${payload}}`;
      expect(only('interactions', line)).toMatchObject([{ fields: { payload } }]);
    },
  );

  it('contain an interaction with its payload, which the point in logs does not contain', () => {
    const line = {
      message: 'Interaction',
      event: 'interaction',
      task_id: TASK,
      source: 'POST /submit',
      payload: { a: 1 },
    };
    expect(points(line)).toEqual([
      {
        measurement: 'logs',
        tags: { function: 'worker', level: 'INFO' },
        fields: { message: 'Interaction', event: 'interaction', task_id: TASK },
      },
      {
        measurement: 'interactions',
        tags: { source: 'POST /submit' },
        fields: { payload: '{"a":1}', task_id: TASK },
      },
    ]);
  });

  it('contain an alert once for each of its types', () => {
    const line = { event: 'alert.recorded', alert_id: 'a', types: ['email', 'phone', 'email'], count: 1 };
    expect(only('alerts', line)).toEqual([
      { measurement: 'alerts', tags: { type: 'email' }, fields: { alert_id: 'a' } },
      { measurement: 'alerts', tags: { type: 'phone' }, fields: { alert_id: 'a' } },
    ]);
  });

  it('have tags that the line protocol can represent, for any input', () => {
    const line = { event: 'alert.recorded', alert_id: 'a', types: ['a\\', 'b\nc', 'x'.repeat(500)] };
    expect(only('alerts', line).map(({ tags }) => tags.type)).toEqual(['a_', 'b_c', 'x'.repeat(100)]);
  });
});
