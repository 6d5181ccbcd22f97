import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler } from './handler.ts';
import type { PointData } from './points.ts';

function logsEvent(messages: string[]): CloudWatchLogsEvent {
  const delivery = {
    messageType: 'DATA_MESSAGE',
    logGroup: '/aws/lambda/Augur-worker',
    logEvents: messages.map((message, index) => ({ id: String(index), timestamp: 1_000, message })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(delivery)).toString('base64') } };
}

describe('a delivery of log lines', () => {
  it('is written as points with the short name of the function', async () => {
    const written: PointData[] = [];
    const handler = createHandler({
      writePoints: async (points) => {
        written.push(...points);
      },
      logGroupPrefix: '/aws/lambda/Augur-',
    });
    await handler(logsEvent(['{"level":"INFO","message":"one"}', 'two']));
    expect(written.map(({ tags, fields }) => [tags.function, fields.message])).toEqual([
      ['worker', 'one'],
      ['worker', 'two'],
    ]);
  });

  it('fails when the points cannot be written, so that it is delivered again', async () => {
    const writePoints = () => Promise.reject(new Error('InfluxDB did not accept 1 points'));
    const handler = createHandler({ writePoints, logGroupPrefix: '' });
    await expect(handler(logsEvent(['one']))).rejects.toThrow('did not accept');
  });
});
