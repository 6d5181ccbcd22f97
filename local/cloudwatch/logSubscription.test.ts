import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { LogGroups } from './logGroups.ts';
import { LogSubscription } from './logSubscription.ts';

const GROUP = '/aws/lambda/Example-worker';

interface Options {
  readonly deliver?: (data: CloudWatchLogsDecodedData) => boolean;
  readonly maxFileBytes?: number;
}

async function setUp({ deliver = () => true, maxFileBytes = 1_000_000 }: Options = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
  const groups = new LogGroups(directory, { maxFileBytes });
  const path = groups.file(GROUP);
  const positionFile = join(directory, 'subscriptions', 'Filter.json');
  const delivered: CloudWatchLogsDecodedData[] = [];
  const errors: string[] = [];
  const start = () => {
    const subscription = new LogSubscription({
      name: 'Filter',
      logGroupName: GROUP,
      path,
      positionFile,
      async deliver({ awslogs }: CloudWatchLogsEvent) {
        const data = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
        if (!deliver(data)) return false;
        delivered.push(data);
        return true;
      },
      onError(error) {
        errors.push(error.message);
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
  return { start, write, delivered, messages, errors, path, positionFile };
}

describe('LogSubscription', () => {
  it('delivers events in the encoding of CloudWatch Logs, those of one log stream at a time', async () => {
    const { start, write, delivered } = await setUp();
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

  it('delivers in the next run what was logged in between, and no event twice', async () => {
    const { start, write, messages } = await setUp();
    await write('a');
    await start().stop();
    await write('b');
    await start().stop();
    await start().stop();
    expect(messages()).toEqual(['a', 'b']);
  });

  it('delivers in the next run what it could not deliver before it stopped', async () => {
    let up = false;
    const { start, write, messages } = await setUp({ deliver: () => up });
    await write('a');
    await start().stop();
    expect(messages()).toEqual([]);
    up = true;
    await start().stop();
    expect(messages()).toEqual(['a']);
  });

  it('delivers what is logged while it runs', async () => {
    const { start, write, messages } = await setUp();
    const subscription = start();
    for (const message of ['a', 'b', 'c']) await write(message);
    await subscription.stop();
    expect(messages()).toEqual(['a', 'b', 'c']);
  });

  it('delivers the rest of a file that is rotated between two runs before the next file', async () => {
    const { start, write, messages, errors } = await setUp({ maxFileBytes: 500 });
    await write('a');
    await start().stop();
    // Each line has more than 90 bytes: the sixth one fills the file.
    for (const message of ['b', 'c', 'd', 'e', 'f', 'g']) await write(message);
    await start().stop();
    expect(messages()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(errors).toEqual([]);
  });

  it('reports that events may be missing when their file was rotated away', async () => {
    const { start, write, messages, errors } = await setUp({ maxFileBytes: 1 });
    await write('a');
    await start().stop();
    for (const message of ['b', 'c']) await write(message);
    await start().stop();
    expect(messages()).toEqual(['a', 'c']);
    expect(errors).toEqual([
      `${GROUP}: events may be missing: their file was rotated away before they were delivered.`,
    ]);
  });

  it('reports the number of malformed lines and delivers the rest', async () => {
    const { start, write, messages, errors, path } = await setUp();
    await write('a');
    await appendFile(path, 'malformed\n');
    await write('b');
    await start().stop();
    expect(messages()).toEqual(['a', 'b']);
    expect(errors).toEqual([`${GROUP}: skipped malformed lines: 1.`]);
  });

  it('delivers all events again when the saved position is invalid', async () => {
    const { start, write, messages, positionFile } = await setUp();
    await write('a');
    await start().stop();
    await writeFile(positionFile, '{"file":');
    await start().stop();
    expect(messages()).toEqual(['a', 'a']);
  });
});
