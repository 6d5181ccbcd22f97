import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLogsEvent } from './logsEvent.ts';

const encoded = (content: object) => ({
  awslogs: { data: gzipSync(JSON.stringify(content)).toString('base64') },
});
const base = { owner: '000000000000', logGroup: '/aws/lambda/x', logStream: 's', subscriptionFilters: ['f'] };
const logEvents = [{ id: '1', timestamp: 2, message: 'm' }];

describe('a delivery of CloudWatch Logs', () => {
  it('contains the lines of one log group', () => {
    expect(readLogsEvent(encoded({ ...base, messageType: 'DATA_MESSAGE', logEvents }))).toEqual({
      logGroup: '/aws/lambda/x',
      logEvents,
    });
  });

  it('contains no lines when it is a control message', () => {
    expect(readLogsEvent(encoded({ ...base, messageType: 'CONTROL_MESSAGE', logEvents })).logEvents).toEqual([]);
  });

  it('is rejected in another format', () => {
    expect(() => readLogsEvent(encoded({ logEvents }))).toThrow();
  });
});
