import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LogFile } from './logFile.ts';
import { LogGroups } from './logGroups.ts';
import { type LogPosition, readLog, seekLog } from './logReader.ts';

const GROUP = '/aws/lambda/Example-worker';
const LIMITS = { maxLines: 100_000, maxBytes: 1024 * 1024 };
const TIME = 1_795_000_000_000;

let directory: string;
let path: string;
let clock = TIME;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
  path = open().file(GROUP);
  await mkdir(dirname(path), { recursive: true });
});

/** A run of the host. */
function open(maxFileBytes?: number): LogGroups {
  clock += 1_000;
  return new LogGroups(directory, { now: () => clock, ...(maxFileBytes !== undefined && { maxFileBytes }) });
}

async function write(groups: LogGroups, ...messages: string[]): Promise<void> {
  for (const message of messages) {
    groups.write({ logGroupName: GROUP, logStreamName: 'stream', timestamp: TIME, message });
  }
  await groups.flush();
}

/** Reads from a position to the end. */
async function readAll(from?: LogPosition) {
  const texts: string[] = [];
  const ids: string[] = [];
  let position = from;
  let gaps = 0;
  for (;;) {
    const chunk = await readLog(path, position, LIMITS);
    if (!chunk) return { texts, ids, position, gaps };
    texts.push(...chunk.lines.map(({ text, event }) => event?.message ?? text));
    ids.push(...chunk.lines.flatMap(({ event }) => event?.id ?? []));
    if (chunk.isAfterGap) gaps += 1;
    position = chunk.next;
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const line = (timestamp: number, message: string) =>
  `${JSON.stringify({ id: String(timestamp * 1000), timestamp, logStreamName: 's', message })}\n`;

describe('readLog', () => {
  it('returns nothing while there is no file, and while its first line is incomplete', async () => {
    expect(await readLog(path, undefined, LIMITS)).toBeUndefined();
    await appendFile(path, line(TIME, 'a').slice(0, 20));
    expect(await readLog(path, undefined, LIMITS)).toBeUndefined();
    await appendFile(path, line(TIME, 'a').slice(20, -1));
    expect(await readLog(path, undefined, LIMITS)).toBeUndefined();
    await appendFile(path, '\n');
    expect((await readAll()).texts).toEqual(['a']);
  });

  it('repeats nothing of a file whose first line is completed while it is opened', async () => {
    const first = line(TIME, 'a');
    await writeFile(path, first.slice(0, 10));
    const openFile = LogFile.open;
    vi.spyOn(LogFile, 'open').mockImplementationOnce(async (opened) => {
      const file = await openFile(opened);
      await appendFile(path, first.slice(10) + line(TIME, 'b'));
      return file;
    });
    const before = await readAll();
    const after = await readAll(before.position);
    expect([...before.texts, ...after.texts]).toEqual(['a', 'b']);
  });

  it('returns every line once, in order, in chunks within the limits', async () => {
    const groups = open();
    await write(groups, ...numbers(0, 25_000));
    expect((await readLog(path, undefined, { ...LIMITS, maxLines: 1_000 }))?.lines).toHaveLength(1_000);
    expect((await readLog(path, undefined, LIMITS))?.next.offset).toBeGreaterThan(1_000_000);
    expect((await readLog(path, undefined, LIMITS))?.next.offset).toBeLessThanOrEqual(1024 * 1024);
    const { texts, ids, position } = await readAll();
    expect(texts).toEqual(numbers(0, 25_000));
    expect(new Set(ids).size).toBe(25_000);

    await write(groups, 'ünï\n{"code"');
    expect((await readAll(position)).texts).toEqual(['ünï\n{"code"']);
    await groups.stop();
  });

  it('returns a line that is longer than the limit alone', async () => {
    const groups = open();
    const long = 'x'.repeat(3 * 1024 * 1024);
    await write(groups, 'short', long, 'short');
    const first = await readLog(path, undefined, LIMITS);
    expect(first?.lines).toHaveLength(1);
    expect((await readLog(path, first?.next, LIMITS))?.lines).toHaveLength(1);
    expect((await readAll()).texts).toEqual(['short', long, 'short']);
    await groups.stop();
  });

  it('returns a line once it is complete', async () => {
    const whole = line(TIME, 'ї');
    await writeFile(path, line(TIME, 'a') + whole.slice(0, 60));
    const { texts, position } = await readAll();
    expect(texts).toEqual(['a']);
    await appendFile(path, whole.slice(60));
    expect((await readAll(position)).texts).toEqual(['ї']);
  });

  it('begins with the rotated file', async () => {
    const groups = open(12_000);
    await write(groups, ...numbers(0, 200));
    expect(await readdir(dirname(path))).toHaveLength(2);
    expect((await readAll()).texts).toEqual(numbers(0, 200));
    await groups.stop();
  });

  it('continues after a rotation with the rest of the rotated file', async () => {
    const groups = open(20_000);
    await write(groups, ...numbers(0, 50));
    const { position } = await readAll();
    await write(groups, ...numbers(50, 250));
    expect(await readdir(dirname(path))).toHaveLength(2);
    expect(await readAll(position)).toMatchObject({ texts: numbers(50, 250), gaps: 0 });
    await groups.stop();
  });

  it('continues with the rotated file while there is no current one', async () => {
    await writeFile(path, line(TIME, 'a'));
    const { position } = await readAll();
    await appendFile(path, line(TIME, 'b'));
    await rename(path, `${path}.1`);
    const after = await readAll(position);
    expect(after.texts).toEqual(['b']);
    await writeFile(path, line(TIME + 1, 'c'));
    expect((await readAll(after.position)).texts).toEqual(['c']);
  });

  it('returns all that is on disk after two rotations between two reads, and reports the gap once', async () => {
    const groups = open(10_000);
    await write(groups, ...numbers(0, 10));
    const { position } = await readAll();
    for (let at = 10; at < 250; at += 10) await write(groups, ...numbers(at, at + 10));
    const onDisk = (await Promise.all([`${path}.1`, path].map((file) => readFile(file, 'utf8')))).join('');
    const { texts, gaps } = await readAll(position);
    expect(gaps).toBe(1);
    expect(texts).toEqual(onDisk.match(/line \d+/g));
    expect(texts.length).toBeLessThan(240);
    await groups.stop();
  });

  it('loses and repeats nothing while the file is rotated, except where it reports a gap', async () => {
    const groups = open(5_000);
    const total = 4_000;
    // More than two files hold, so that there are gaps; little enough that most lines are read on a busy machine too.
    const maxLag = 200;
    let isWriting = true;
    const read: number[] = [];
    const writing = (async () => {
      for (let at = 0; at < total; at += 5) {
        while (at - (read.at(-1) ?? 0) > maxLag) await new Promise((resolve) => setImmediate(resolve));
        await write(groups, ...numbers(at, at + 5));
      }
      isWriting = false;
    })();
    const gapsBefore = new Set<number>();
    let position: LogPosition | undefined;
    for (;;) {
      const isLast = !isWriting;
      const chunk = await readLog(path, position, LIMITS);
      if (!chunk && isLast) break;
      if (!chunk) continue;
      if (chunk.isAfterGap) gapsBefore.add(read.length);
      read.push(...chunk.lines.map(({ event }) => Number(event?.message.slice('line '.length))));
      position = chunk.next;
    }
    await writing;
    expect(read.at(-1)).toBe(total - 1);
    const jumps = read.flatMap((number, index) => (number === (read[index - 1] ?? -1) + 1 ? [] : [index]));
    expect(jumps.filter((index) => !gapsBefore.has(index))).toEqual([]);
    expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
    expect(read.length).toBeGreaterThan(total / 2);
    await groups.stop();
  });

  it('misses no file that is rotated while the two are opened', async () => {
    await writeFile(path, line(TIME, 'a'));
    const openFile = LogFile.open;
    vi.spyOn(LogFile, 'open').mockImplementationOnce(async (first) => {
      const file = await openFile(first);
      await rename(path, `${path}.1`);
      await writeFile(path, line(TIME + 1, 'b'));
      return file;
    });
    expect(await readAll()).toMatchObject({ texts: ['a', 'b'], gaps: 0 });
  });

  it('reads a file from its beginning that replaced the one it had read, with the same inode and more bytes', async () => {
    await writeFile(path, line(TIME, 'a') + line(TIME, 'b'));
    const { position } = await readAll();
    await writeFile(path, ['c', 'd', 'e'].map((message) => line(TIME + 1, message)).join(''));
    expect(await readAll(position)).toMatchObject({ texts: ['c', 'd', 'e'], gaps: 0 });
  });

  it('reads only the new file after a fresh start', async () => {
    const groups = open(8_000);
    await write(groups, ...numbers(0, 100));
    const { position } = await readAll();
    await groups.stop();
    await rm(path);
    // The rotated file may be removed a moment later.
    expect((await readAll(position)).texts).toEqual([]);
    await rm(`${path}.1`);
    expect((await readAll(position)).texts).toEqual([]);
    const fresh = open();
    await write(fresh, 'first');
    expect(await readAll(position)).toMatchObject({ texts: ['first'], gaps: 0 });
    await fresh.stop();
  });

  it('continues in the same file in the next run, with ids that still grow, after half a line of a killed one', async () => {
    const first = open();
    await write(first, 'one');
    await first.stop();
    await appendFile(path, '{"id":"17');
    const { position, ids, texts } = await readAll();
    expect(texts).toEqual(['one']);

    const second = open();
    await write(second, 'two');
    const chunk = await readLog(path, position, LIMITS);
    expect(chunk?.lines).toMatchObject([{ text: '{"id":"17', event: undefined }, { event: { message: 'two' } }]);
    expect(Number(chunk?.lines[1]?.event?.id)).toBeGreaterThan(Number(ids[0]));
    await second.stop();
  });

  it.each(['not JSON', '{"timestamp":1', '7', 'null', '{"timestamp":"now","logStreamName":"s","message":"m"}'])(
    'returns the malformed line %s without an event, also when it is the first of a file',
    async (malformed) => {
      await writeFile(path, `${malformed}\n${line(TIME, 'a')}`);
      const chunk = await readLog(path, undefined, LIMITS);
      expect(chunk?.lines).toMatchObject([{ text: malformed, event: undefined }, { event: { message: 'a' } }]);
    },
  );

  it('gives ids to the lines of early versions, which have none', async () => {
    const old = (message: string) =>
      `${JSON.stringify({ timestamp: TIME, logStreamName: '2026/11/23/[$LATEST]0', message })}\n`;
    await writeFile(path, old('a') + old('b'));
    const { texts, ids } = await readAll();
    expect(texts).toEqual(['a', 'b']);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('seekLog', () => {
  const MINUTE = 60_000;
  /** About 3 MB and more than 8 hours. */
  const minutes = Array.from({ length: 500 }, (_, index) => index);
  const lineOf = (minute: number) => line(TIME + minute * MINUTE, 'x'.repeat(6_000));
  const fileOf = (all: number[], lineAt = lineOf) => all.map(lineAt).join('');

  async function readFrom(minute: number) {
    const position = await seekLog(path, TIME + minute * MINUTE);
    const found: number[] = [];
    let bytes = 0;
    for (let chunk = await readLog(path, position, LIMITS); chunk; chunk = await readLog(path, chunk.next, LIMITS)) {
      bytes += chunk.lines.reduce((sum, { text }) => sum + text.length, 0);
      found.push(...chunk.lines.flatMap(({ event }) => (event ? (event.timestamp - TIME) / MINUTE : [])));
    }
    return { found: found.filter((at) => at >= minute), bytes };
  }

  it('returns nothing without a file', async () => {
    expect(await seekLog(path, TIME)).toBeUndefined();
  });

  it.each([-5, 0, 1, 250, 375, 498, 499, 600])(
    'finds the events of minute %d and later in one file',
    async (minute) => {
      await writeFile(path, fileOf(minutes));
      expect((await readFrom(minute)).found).toEqual(minutes.filter((at) => at >= minute));
    },
  );

  it.each([-5, 0, 100, 248, 250, 252, 375, 499])(
    'finds the events of minute %d and later in the rotated file and the current one',
    async (minute) => {
      await writeFile(`${path}.1`, fileOf(minutes.slice(0, 250)));
      await writeFile(path, fileOf(minutes.slice(250)));
      expect((await readFrom(minute)).found).toEqual(minutes.filter((at) => at >= minute));
    },
  );

  it('finds events in the rotated file while there is no current one', async () => {
    await writeFile(`${path}.1`, fileOf(minutes));
    expect((await readFrom(400)).found).toEqual(minutes.slice(400));
  });

  it('skips all that is older, except for about 1 MB', async () => {
    await writeFile(`${path}.1`, fileOf(minutes.slice(0, 250)));
    await writeFile(path, fileOf(minutes.slice(250)));
    expect((await readFrom(490)).bytes).toBeLessThan(1_100_000);
    expect((await readFrom(249)).bytes).toBeLessThan(250 * 6_100 + 1_100_000);
  });

  it('finds events that are out of order by up to a minute', async () => {
    // Each pair of neighbors is swapped. A search looks first at the middle of the file.
    await writeFile(
      path,
      fileOf(minutes, (minute) => lineOf(minute ^ 1)),
    );
    for (const minute of [1, 100, ...minutes.slice(245, 256), 401]) {
      expect((await readFrom(minute)).found).toHaveLength(500 - minute);
    }
  });

  it('finds events among malformed lines', async () => {
    const isMalformed = (minute: number) => minute % 10 !== 0;
    const lineAt = (minute: number) => (isMalformed(minute) ? `${'x'.repeat(6_000)}\n` : lineOf(minute));
    await writeFile(path, fileOf(minutes, lineAt));
    for (const minute of [0, 100, 255, 490]) {
      expect((await readFrom(minute)).found).toEqual(minutes.filter((at) => at >= minute && !isMalformed(at)));
    }
  });

  it('finds an event after a line that is longer than what a search reads at a time', async () => {
    const long = line(TIME + 300 * MINUTE, 'x'.repeat(3 * 1024 * 1024));
    await writeFile(
      path,
      fileOf(minutes, (minute) => (minute === 300 ? long : lineOf(minute))),
    );
    for (const minute of [10, 300, 301, 490]) {
      expect((await readFrom(minute)).found).toEqual(minutes.filter((at) => at >= minute));
    }
  });
});
