import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogGroups } from './logGroups.ts';
import { type LogPosition, readLog } from './logReader.ts';

const GROUP = '/aws/lambda/Example-worker';
const TIME = 1_795_000_000_000;

let directory: string;
let clock = TIME;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
  clock += 1_000;
});

const open = (maxFileBytes?: number) => {
  clock += 1;
  return new LogGroups(directory, { now: () => clock, ...(maxFileBytes !== undefined && { maxFileBytes }) });
};

async function write(groups: LogGroups, ...messages: string[]): Promise<void> {
  for (const message of messages) {
    groups.write({ logGroupName: GROUP, logStreamName: 'stream', timestamp: TIME, message });
  }
  await groups.flush();
}

/** The messages from a position on, until there are no more. */
async function readAll(path: string, from?: LogPosition) {
  const messages: string[] = [];
  const ids: string[] = [];
  let position = from;
  let gap = false;
  for (;;) {
    const chunk = await readLog(path, position);
    if (!chunk) return { messages, ids, position, gap };
    messages.push(...chunk.events.map(({ message }) => message));
    ids.push(...chunk.events.map(({ id }) => id));
    gap ||= chunk.gap;
    position = chunk.next;
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

describe('the lines of a log group', () => {
  it('are read in order, in chunks, each once', async () => {
    const groups = open();
    const path = groups.file(GROUP);
    expect(await readLog(path)).toBeUndefined();
    await write(groups, ...numbers(0, 2_500));
    const first = await readLog(path);
    expect(first?.events).toHaveLength(1_000);
    const { messages, ids, position } = await readAll(path);
    expect(messages).toEqual(numbers(0, 2_500));
    expect(new Set(ids).size).toBe(2_500);

    await write(groups, 'ünï\n{"code"');
    expect((await readAll(path, position)).messages).toEqual(['ünï\n{"code"']);
    await groups.close();
  });

  it('are read however long they are', async () => {
    const groups = open();
    const long = 'x'.repeat(3 * 1024 * 1024);
    await write(groups, 'short', long, 'short');
    expect((await readAll(groups.file(GROUP))).messages).toEqual(['short', long, 'short']);
    await groups.close();
  });

  it('go on in another file when one is full, which nobody who reads them notices', async () => {
    const groups = open(20_000);
    const path = groups.file(GROUP);
    await write(groups, ...numbers(0, 50));
    const { position } = await readAll(path);
    await write(groups, ...numbers(50, 250));
    expect(await readdir(join(path, '..'))).toHaveLength(2);
    const { messages, gap } = await readAll(path, position);
    expect(messages).toEqual(numbers(50, 250));
    expect(gap).toBe(false);
    await groups.close();
  });

  it('that were given up before they were read leave a gap, which is told', async () => {
    const groups = open(10_000);
    const path = groups.file(GROUP);
    await write(groups, ...numbers(0, 10));
    const { position } = await readAll(path);
    for (let at = 10; at < 1_000; at += 10) await write(groups, ...numbers(at, at + 10));
    const { messages, gap } = await readAll(path, position);
    expect(gap).toBe(true);
    expect(messages.at(-1)).toBe('line 999');
    expect(messages.length).toBeLessThan(990);
    await groups.close();
  });

  it('go on in the same file in the next run, with ids that still grow, after half a line of one that was killed', async () => {
    const first = open();
    const path = first.file(GROUP);
    await write(first, 'one');
    await first.close();
    await appendFile(path, '{"id":"17');
    const { position, ids } = await readAll(path);

    const second = open();
    await write(second, 'two');
    const chunk = await readLog(path, position);
    expect(chunk).toMatchObject({ events: [{ message: 'two' }], broken: 1 });
    expect(Number(chunk?.events[0]?.id)).toBeGreaterThan(Number(ids[0]));
    await second.close();
    expect(await readFile(path, 'utf8')).toMatch(/\n$/);
  });

  it('may be from before they had ids', async () => {
    const groups = open();
    const path = groups.file(GROUP);
    await write(groups, 'new');
    await rm(path);
    const line = (message: string) =>
      `${JSON.stringify({ timestamp: TIME, logStreamName: '2026/11/23/[$LATEST]0', message })}\n`;
    await appendFile(path, line('a') + line('b'));
    const { messages, ids } = await readAll(path);
    expect(messages).toEqual(['a', 'b']);
    expect(new Set(ids).size).toBe(2);
    await groups.close();
  });
});
