import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { logGroups, Tail } from './tail.ts';

const line = (timestamp: number, message: string) => `${JSON.stringify({ timestamp, logStreamName: 's', message })}\n`;

describe('the log groups on this machine', () => {
  let directory: string;
  const file = (name: string) => join(directory, 'aws', 'lambda', `${name}.jsonl`);
  const tail = (since = 0, groups?: ReadonlySet<string>) => new Tail({ directory, since, groups });
  const history = async (one: Tail) => (await Array.fromAsync(one.history())).map(({ message }) => message);
  const more = async (one: Tail) => (await one.more()).map(({ message }) => message);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'augur-logs-'));
    await mkdir(join(directory, 'aws', 'lambda'), { recursive: true });
    await writeFile(file('submit'), line(1, 'a') + line(4, 'd') + line(5, 'e'));
    await writeFile(file('worker'), line(2, 'b') + line(3, 'c') + line(6, 'f'));
  });

  it('have names', () => {
    expect(logGroups(directory)).toEqual(['/aws/lambda/submit', '/aws/lambda/worker']);
  });

  it('are shown as one, in the order of time', async () => {
    expect(await history(tail())).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('are shown from a time on', async () => {
    expect(await history(tail(4))).toEqual(['d', 'e', 'f']);
  });

  it('are shown one by one', async () => {
    expect(await history(tail(0, new Set(['/aws/lambda/worker'])))).toEqual(['b', 'c', 'f']);
  });

  it('are followed: what is written later, once its line is whole, and in groups that come later', async () => {
    const one = tail();
    await history(one);
    expect(await more(one)).toEqual([]);
    const whole = line(8, 'ї');
    await appendFile(file('submit'), line(9, 'j') + whole.slice(0, 20));
    await writeFile(file('alert'), line(7, 'g'));
    expect(await more(one)).toEqual(['g', 'j']);
    await appendFile(file('submit'), whole.slice(20));
    expect(await more(one)).toEqual(['ї']);
    expect(await more(one)).toEqual([]);
  });

  it('are followed into a file that begins anew', async () => {
    const one = tail();
    await history(one);
    await writeFile(file('submit'), line(10, 'k'));
    expect(await more(one)).toEqual(['k']);
  });

  it('are followed into a file that has taken the place of a shorter one', async () => {
    const one = tail();
    await history(one);
    await writeFile(file('new'), ['k', 'l', 'm', 'n'].map((message, index) => line(10 + index, message)).join(''));
    await rename(file('new'), file('submit'));
    expect(await more(one)).toEqual(['k', 'l', 'm', 'n']);
  });

  it('are followed over a fresh start, which removes them all', async () => {
    const one = tail();
    await history(one);
    await rm(directory, { recursive: true });
    expect(await more(one)).toEqual([]);
    await mkdir(join(directory, 'aws', 'lambda'), { recursive: true });
    await writeFile(file('submit'), line(1, 'a') + line(4, 'd') + line(5, 'e') + line(11, 'l'));
    expect(await more(one)).toEqual(['a', 'd', 'e', 'l']);
  });

  it.each(['not JSON', '{"timestamp":1', '7', 'null', '{"timestamp":"now","logStreamName":"s","message":"m"}'])(
    'show the malformed line %s as it is, at the time of the one before',
    async (malformed) => {
      await appendFile(file('submit'), `${malformed}\n`);
      expect(await history(tail())).toEqual(['a', 'b', 'c', 'd', 'e', malformed, 'f']);
      expect(await history(tail(6))).toEqual(['f']);
    },
  );

  it('show a malformed line before which there is none', async () => {
    await writeFile(file('submit'), `cut off\n${line(4, 'd')}`);
    expect(await history(tail(4))).toEqual(['cut off', 'd', 'f']);
  });

  it('lose no line of a large file, wherever the reading begins', async () => {
    const times = Array.from({ length: 30_000 }, (_, index) => index * 1_000);
    await writeFile(file('worker'), times.map((time) => line(time, 'x'.repeat(100))).join(''));
    for (const since of [0, 1, 15_000_000, 29_998_500, 40_000_000]) {
      const one = tail(since, new Set(['/aws/lambda/worker']));
      expect(await history(one)).toHaveLength(times.filter((time) => time >= since).length);
    }
  });

  it('lose no line of a large file in which much is malformed', async () => {
    const times = Array.from({ length: 30_000 }, (_, index) => index * 1_000);
    const lines = times.map((time, index) => (index % 10 ? `${'x'.repeat(100)}\n` : line(time, 'x'.repeat(100))));
    await writeFile(file('worker'), lines.join(''));
    for (const since of [1_000_000, 8_000_000, 15_000_000, 29_000_000]) {
      const whole = (await Array.fromAsync(tail(since, new Set(['/aws/lambda/worker'])).history())).filter(
        ({ logStreamName }) => logStreamName === 's',
      );
      expect(whole).toHaveLength(times.filter((time, index) => index % 10 === 0 && time >= since).length);
    }
  });
});
