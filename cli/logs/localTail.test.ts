import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogGroups } from '../../local/cloudwatch/logGroups.ts';
import { LocalTail } from './localTail.ts';
import { isSelected } from './selection.ts';

const line = (timestamp: number, message: string) =>
  `${JSON.stringify({ id: String(timestamp * 1000), timestamp, logStreamName: 's', message })}\n`;
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const WORKER = '/aws/lambda/worker';

let directory: string;
let logsDirectory: string;
let gaps: string[];
const file = (name: string) => join(logsDirectory, `${name}.jsonl`);

const open = (since = 0, logGroupNames?: ReadonlySet<string>) =>
  new LocalTail({ directory, since, logGroupNames, onGap: (logGroupName) => gaps.push(logGroupName) });
const read = async (tail: LocalTail) => (await Array.fromAsync(tail.read())).map(({ message }) => message);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
  logsDirectory = join(directory, 'aws', 'lambda');
  gaps = [];
  await mkdir(logsDirectory, { recursive: true });
  await writeFile(file('submit'), line(1, 'a') + line(4, 'd') + line(5, 'e'));
  await writeFile(file('worker'), line(2, 'b') + line(3, 'c') + line(6, 'f'));
});

describe('LocalTail', () => {
  it('reads nothing without a directory', async () => {
    await rm(directory, { recursive: true });
    expect(await read(open())).toEqual([]);
  });

  it('merges all log groups by time', async () => {
    expect(await read(open())).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('leaves out what is older than since', async () => {
    expect(await read(open(4))).toEqual(['d', 'e', 'f']);
  });

  it('reads only the log groups that it is given', async () => {
    expect(await read(open(0, new Set([WORKER])))).toEqual(['b', 'c', 'f']);
  });

  it('reads new lines once they are complete, also of log groups that are new', async () => {
    const tail = open();
    await read(tail);
    expect(await read(tail)).toEqual([]);
    const whole = line(8, 'ї');
    await appendFile(file('submit'), line(9, 'j') + whole.slice(0, 20));
    await writeFile(file('alert'), line(7, 'g'));
    expect(await read(tail)).toEqual(['g', 'j']);
    await appendFile(file('submit'), whole.slice(20));
    expect(await read(tail)).toEqual(['ї']);
    expect(await read(tail)).toEqual([]);
  });

  it('reads new lines whatever their timestamps', async () => {
    const tail = open(4);
    await read(tail);
    await appendFile(file('submit'), line(3, 'after the clock was set back'));
    expect(await read(tail)).toEqual(['after the clock was set back']);
  });

  it('reads a truncated and rewritten file from its beginning', async () => {
    const tail = open();
    await read(tail);
    await writeFile(file('submit'), line(10, 'k'));
    expect(await read(tail)).toEqual(['k']);
  });

  it('reads a longer file that replaced the one it was reading from its beginning', async () => {
    const tail = open();
    await read(tail);
    await writeFile(file('new'), ['k', 'l', 'm', 'n'].map((message, index) => line(10 + index, message)).join(''));
    await rename(file('new'), file('submit'));
    expect(await read(tail)).toEqual(['k', 'l', 'm', 'n']);
  });

  it('reads only new lines after a fresh start, which removes all files', async () => {
    const tail = open();
    await read(tail);
    await rm(directory, { recursive: true });
    expect(await read(tail)).toEqual([]);
    await mkdir(logsDirectory, { recursive: true });
    await writeFile(file('submit'), ['k', 'l', 'm', 'n'].map((message, index) => line(10 + index, message)).join(''));
    expect(await read(tail)).toEqual(['k', 'l', 'm', 'n']);
    expect(gaps).toEqual([]);
  });

  it.each(['not JSON', '{"timestamp":1', '7', 'null', '{"timestamp":"now","logStreamName":"s","message":"m"}'])(
    'returns the malformed line %s as it is, with the timestamp of the line before',
    async (malformed) => {
      await appendFile(file('submit'), `${malformed}\n`);
      expect(await read(open())).toEqual(['a', 'b', 'c', 'd', 'e', malformed, 'f']);
      expect(await read(open(6))).toEqual(['f']);
    },
  );

  it('returns a malformed line that is the first of a file', async () => {
    await writeFile(file('submit'), `half\n${line(4, 'd')}`);
    expect(await read(open(4))).toEqual(['half', 'd', 'f']);
  });
});

describe('LocalTail of rotated files', () => {
  /** 96 to 106 bytes each, with their number as timestamp. */
  async function write(groups: LogGroups, from: number, to: number) {
    for (const number of numbers(from, to)) {
      const message = JSON.stringify({ number, task_id: `task-${number % 10}` });
      groups.write({ logGroupName: WORKER, logStreamName: 's', timestamp: number, message });
    }
    await groups.flush();
  }
  const readNumbers = async (tail: LocalTail) =>
    (await read(tail)).map((message) => Number(JSON.parse(message).number));
  const openGroups = () => new LogGroups(directory, { maxFileBytes: 10_000 });
  let groups: LogGroups;

  beforeEach(async () => {
    await rm(logsDirectory, { recursive: true });
    groups = openGroups();
  });

  it('returns the lines since a time in the rotated file before those in the current one', async () => {
    await write(groups, 0, 120);
    expect((await readdir(logsDirectory)).sort()).toEqual(['worker.jsonl', 'worker.jsonl.1']);
    await writeFile(file('submit'), line(25.5, '{"number":-1}') + line(118.5, '{"number":-2}'));
    expect(await readNumbers(open(20))).toEqual([...numbers(20, 26), -1, ...numbers(26, 119), -2, 119]);
    await groups.stop();
  });

  it('returns the lines of a task from both files in the order of time', async () => {
    await write(groups, 0, 120);
    const lines = await Array.fromAsync(open().read());
    const ofTask = lines.filter((one) => isSelected(one, { task: 'task-3' })).map(({ timestamp }) => timestamp);
    expect(ofTask).toEqual(numbers(0, 12).map((index) => index * 10 + 3));
    await groups.stop();
  });

  it('loses and repeats nothing over one rotation between two reads', async () => {
    await write(groups, 0, 50);
    const tail = open();
    expect(await readNumbers(tail)).toEqual(numbers(0, 50));
    await write(groups, 50, 150);
    expect(await readdir(logsDirectory)).toHaveLength(2);
    expect(await readNumbers(tail)).toEqual(numbers(50, 150));
    await write(groups, 150, 160);
    expect(await readNumbers(tail)).toEqual(numbers(150, 160));
    expect(gaps).toEqual([]);
    await groups.stop();
  });

  it('returns all that is still on disk once after two rotations between two reads, and reports the gap', async () => {
    await write(groups, 0, 50);
    const tail = open();
    await readNumbers(tail);
    await write(groups, 50, 250);
    const onDisk = (
      await Promise.all(['worker.jsonl.1', 'worker.jsonl'].map((name) => readFile(join(logsDirectory, name), 'utf8')))
    )
      .join('')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text).timestamp);
    // The first file held the lines after 50 as well; it was replaced by the second rotation.
    expect(onDisk[0]).toBeGreaterThan(50);
    expect(await readNumbers(tail)).toEqual(onDisk);
    expect(gaps).toEqual([WORKER]);
    expect(await readNumbers(tail)).toEqual([]);
    await groups.stop();
  });

  it('loses and repeats nothing over a rotation in the middle of a read', async () => {
    await groups.stop();
    groups = new LogGroups(directory, { maxFileBytes: 150_000 });
    await write(groups, 0, 1_200);
    const found: number[] = [];
    for await (const { timestamp } of open().read()) {
      found.push(timestamp);
      if (timestamp === 500) await write(groups, 1_200, 1_800);
    }
    expect(await readdir(logsDirectory)).toHaveLength(2);
    expect(found).toEqual(numbers(0, 1_800));
    expect(gaps).toEqual([]);
    await groups.stop();
  });
});
