import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type EmbeddedRun, startEmbedded } from '../../bench/serviceProcess.ts';
import { eventually, post, waitForTask } from './client.ts';
import { embeddedOnly } from './testRun.ts';

const main = join(import.meta.dirname, '..', '..', 'cli', 'logs', 'main.ts');
const command = promisify(execFile);

describe.skipIf(embeddedOnly)(`npm run logs${embeddedOnly}`, () => {
  let run: EmbeddedRun;
  let state: string;
  const showLogs = async (...flags: string[]) =>
    (await command(process.execPath, [main, '--state', state, ...flags])).stdout.trimEnd().split('\n');

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    run = await startEmbedded('--assembly', inject('assembly'), '--state', state);
  }, 30_000);

  afterAll(async () => {
    expect(await run.stop()).toBe(0);
  });

  it('shows every line about a task, of all functions, in both formats', async () => {
    const { body } = await post(run.url, '/prediction?question=Will%20it%20rain?');
    await waitForTask(run.url, body.id);
    await eventually(async () => (await showLogs('--task', body.id)).length === 3 || undefined);
    expect(await showLogs('--task', body.id)).toEqual([
      expect.stringMatching(/submit +INFO +Task received/),
      expect.stringMatching(/worker +INFO +Task started/),
      expect.stringMatching(/worker +INFO +Task succeeded/),
    ]);
    const events = (await showLogs('--task', body.id, '--format', 'json')).map((line) => JSON.parse(line));
    expect(events.map(({ message }) => message.event)).toEqual(['task.received', 'task.started', 'task.succeeded']);
    expect(new Set(events.map(({ message }) => message.correlation_id)).size).toBe(1);
  }, 30_000);

  it('prints an interaction on one line of the terminal and of both formats, whatever it contains', async () => {
    const data = 'canary\nforged line\u2028forged line';
    const { body } = await post(run.url, '/submit', { data });
    expect(body).toMatchObject({ id: expect.any(String) });
    const { id } = body;
    await eventually(async () => (await showLogs('--task', id)).some((line) => line.includes('canary')) || undefined);
    const printed = [
      ...run.output().split('\n'),
      ...(await showLogs('--task', id)),
      ...(await showLogs('--task', id, '--format', 'json')),
    ];
    const canaries = printed.filter((line) => line.includes('canary'));
    expect(canaries.length).toBeGreaterThanOrEqual(3);
    for (const line of canaries) expect(line).toContain('canary\\nforged line\\u2028forged');
    expect(printed.filter((line) => /^forged|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
  }, 30_000);

  it('shows new lines with --follow until it receives SIGINT', async () => {
    const follower = spawn(process.execPath, [main, '--state', state, '--follow', '--function', 'submit']);
    let output = '';
    follower.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const exit = once(follower, 'exit');
    const { body } = await post(run.url, '/prediction?question=Will%20it%20snow?');
    await eventually(async () => output.includes(body.id) || undefined);
    follower.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });

  it('shows new lines with --follow when it starts before there are logs, and after a fresh start', async () => {
    const otherState = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const follower = spawn(process.execPath, [main, '--state', otherState, '--follow', '--function', 'submit']);
    let output = '';
    follower.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const exit = once(follower, 'exit');
    for (const flags of [[], ['--fresh']]) {
      const another = await startEmbedded('--assembly', inject('assembly'), '--state', otherState, ...flags);
      const { body } = await post(another.url, '/prediction?question=Will%20it%20hail?');
      await eventually(async () => output.includes(body.id) || undefined);
      expect(await another.stop()).toBe(0);
    }
    follower.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  }, 30_000);

  it('exits with code 0 and without an error when its output is closed', async () => {
    const reader = spawn(process.execPath, [main, '--state', state, '--follow']);
    let errors = '';
    reader.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const exit = once(reader, 'exit');
    reader.stdout.destroy();
    await post(run.url, '/prediction?question=Will%20it%20thaw?');
    expect(await exit).toEqual([0, null]);
    expect(errors).toBe('');
  });

  it('says on standard error that it has found nothing', async () => {
    const { stdout, stderr } = await command(process.execPath, [main, '--state', state, '--task', 'nothing']);
    expect([stdout, stderr]).toEqual(['', 'There are no such lines about the task nothing.\n']);
  });

  it('exits with code 1 and an error of one line when it cannot do what is asked', async () => {
    for (const [flags, message] of [
      [['--function', 'nobody'], 'No function nobody has logged anything'],
      [['--since', '-5m'], "Option '--since' argument is ambiguous"],
      [['--bogus'], "Unknown option '--bogus'"],
      [['--level', 'loud'], '--level takes debug, info, warn, error, critical'],
      [['--state', join(state, 'nothing')], 'run npm start first'],
    ] as const) {
      await expect(showLogs(...flags)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*\n$/) });
      await expect(showLogs(...flags)).rejects.toThrow(message);
    }
  }, 30_000);
});
