import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { LogGroups } from './logGroups.ts';
import { LogSubscription } from './logSubscription.ts';

const GROUP = '/aws/lambda/Example-worker';

async function example(deliver: (data: CloudWatchLogsDecodedData) => boolean = () => true) {
  const directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
  const groups = new LogGroups(directory);
  const delivered: CloudWatchLogsDecodedData[] = [];
  const start = () => {
    const subscription = new LogSubscription({
      name: 'Filter',
      logGroupName: GROUP,
      path: groups.file(GROUP),
      positionFile: join(directory, 'subscriptions', 'Filter.json'),
      async deliver({ awslogs }: CloudWatchLogsEvent) {
        const data = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
        if (!deliver(data)) return false;
        delivered.push(data);
        return true;
      },
      onError(error) {
        throw error;
      },
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    });
    subscription.start();
    return subscription;
  };
  const write = async (message: string, logStreamName = 'one') => {
    groups.write({ logGroupName: GROUP, logStreamName, timestamp: 7, message });
    await groups.flush();
  };
  const messages = () => delivered.flatMap(({ logEvents }) => logEvents.map(({ message }) => message));
  return { start, write, delivered, messages };
}

describe('a log subscription', () => {
  it('delivers lines as CloudWatch encodes them, those of one log stream at a time', async () => {
    const { start, write, delivered } = await example();
    await write('a');
    await write('b', 'two');
    await write('c');
    await start().stop();
    const common = {
      messageType: 'DATA_MESSAGE',
      owner: '000000000000',
      logGroup: GROUP,
      subscriptionFilters: ['Filter'],
    };
    const event = (message: string) => ({ id: expect.stringMatching(/^\d+$/), timestamp: 7, message });
    expect(delivered).toEqual([
      { ...common, logStream: 'one', logEvents: [event('a'), event('c')] },
      { ...common, logStream: 'two', logEvents: [event('b')] },
    ]);
  });

  it('delivers in the next run what came in between, and nothing twice', async () => {
    const { start, write, messages } = await example();
    await write('a');
    await start().stop();
    await write('b');
    await start().stop();
    await start().stop();
    expect(messages()).toEqual(['a', 'b']);
  });

  it('delivers once more what it could not deliver before it stopped', async () => {
    let up = false;
    const { start, write, messages } = await example(() => up);
    await write('a');
    await start().stop();
    expect(messages()).toEqual([]);
    up = true;
    await start().stop();
    expect(messages()).toEqual(['a']);
  });

  it('goes on with what is written while it runs', async () => {
    const { start, write, messages } = await example();
    const subscription = start();
    for (const message of ['a', 'b', 'c']) await write(message);
    await subscription.stop();
    expect(messages()).toEqual(['a', 'b', 'c']);
  });
});
