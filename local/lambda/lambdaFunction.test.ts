import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ACTING,
  createFunction,
  failed,
  fakeTimers,
  isPending,
  NUMBER,
  OPENED,
  ok,
} from '../../tests/local/functionUnderTest.ts';

afterEach(() => vi.useRealTimers());

describe('shared concurrency', () => {
  it('runs several invocations at a time in one environment', async () => {
    const { invoke, logged, open } = await createFunction(ACTING);
    const waiting = invoke({ action: 'wait' });
    await logged('wait');
    expect(await invoke()).toEqual(ok(1));
    open();
    expect(await waiting).toEqual(ok(1));
  });

  it("keeps the keys of Powertools' logger separate for each invocation", async () => {
    const { invoke, logged, open, messages } = await createFunction(
      `${OPENED}
       import { createRequire } from 'node:module';
       const { Logger } = createRequire(${JSON.stringify(import.meta.url)})('@aws-lambda-powertools/logger');
       const logger = new Logger({ serviceName: 'example' });
       export const handler = async ({ id }, context) => {
         logger.addContext(context);
         logger.appendKeys({ id });
         if (id === 'first') { const opening = opened(); console.log('first'); await opening; }
         logger.info('here');
         return context.awsRequestId;
       }`,
      { environment: { POWERTOOLS_LOG_LEVEL: 'INFO' } },
    );
    const first = invoke({ id: 'first' });
    await logged('first');
    const second = await invoke({ id: 'second' });
    open();
    const requestIds = [second, await first].map((result) => (result.ok ? result.payload : result));
    const entries = messages()
      .filter((message) => message.startsWith('{'))
      .map((message) => JSON.parse(message));
    expect(entries.map(({ id, function_request_id }) => [id, function_request_id])).toEqual([
      ['second', requestIds[0]],
      ['first', requestIds[1]],
    ]);
  });
});

describe('isolated concurrency', () => {
  it('runs one invocation at a time in an environment, and prefers the most recently used', async () => {
    const { invoke, logged, open } = await createFunction(ACTING, { concurrency: 'isolated' });
    const waiting = [invoke({ action: 'wait' }), invoke({ action: 'wait' })];
    await logged('wait', 2);
    expect(await invoke()).toEqual(ok(3));
    open();
    expect(new Set((await Promise.all(waiting)).map((result) => result.ok && result.payload))).toEqual(new Set([1, 2]));
    const last = await invoke();
    expect([await invoke(), await invoke()]).toEqual([last, last]);
  });

  it('runs the invocation that has waited longest in an environment that becomes free while another one starts', async () => {
    const { invoke, logged, open } = await createFunction(
      `${OPENED}${NUMBER}
       const opening = number === 2 ? opened() : undefined;
       console.log('starting ' + number);
       await opening;
       export const handler = () => number;`,
      { concurrency: 'isolated' },
    );
    await invoke();
    const [first, starting, waiting] = [invoke(), invoke(), invoke()];
    expect([await first, await waiting]).toEqual([ok(1), ok(1)]);
    await logged('starting 2');
    open();
    expect(await starting).toEqual(ok(2));
  });

  it('does not set AWS_LAMBDA_MAX_CONCURRENCY', async () => {
    const { invoke } = await createFunction(
      "export const handler = () => 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env",
      {
        concurrency: 'isolated',
      },
    );
    expect(await invoke()).toEqual(ok(false));
  });

  it('ends environments that have been idle for five minutes', async () => {
    fakeTimers();
    const { invoke } = await createFunction(ACTING, { concurrency: 'isolated' });
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(299_999);
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(299_999);
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(300_000);
    expect(await invoke()).toEqual(ok(2));
  });

  it('runs more invocations than there may be environments, also when some of them end their environments', async () => {
    const { invoke } = await createFunction('export const handler = ({ n }) => n % 25 === 0 ? process.exit(1) : n', {
      concurrency: 'isolated',
    });
    const results = await Promise.all(Array.from({ length: 100 }, (_, n) => invoke({ n })));
    expect(results.filter((result) => !result.ok)).toHaveLength(4);
    expect(results.filter((result, n) => result.ok && result.payload === n)).toHaveLength(96);
  });
});

describe('reload', () => {
  it('runs new invocations with the new code, while those in progress finish with the old', async () => {
    const { invoke, reload, logged, open, directory } = await createFunction(ACTING);
    const old = invoke({ action: 'wait' });
    await logged('wait');
    await writeFile(join(directory, 'index.mjs'), "export const handler = async () => 'new'");
    reload();
    expect(await invoke()).toEqual(ok('new'));
    expect(await isPending(old)).toBe(true);
    open();
    expect(await old).toEqual(ok(1));
  });

  it('applies a new definition also while environments are idle or starting', async () => {
    const { definition, invoke, reload } = await createFunction(
      'export const handler = () => process.env.VERSION ?? null',
      {
        concurrency: 'isolated',
      },
    );
    expect(await invoke()).toEqual(ok(null));
    reload({ ...definition, environment: { VERSION: '2' } });
    const starting = invoke();
    reload({ ...definition, environment: { VERSION: '3' } });
    expect([await starting, await invoke()]).toEqual([ok('2'), ok('3')]);
  });
});

describe('stop', () => {
  it('waits for invocations in progress, and refuses new ones', async () => {
    const { invoke, stop, logged, open } = await createFunction(ACTING);
    const running = invoke({ action: 'wait' });
    await logged('wait');
    const stopped = stop(60_000);
    expect(await invoke()).toEqual(failed('ServiceException', 'The service is stopping'));
    expect(await isPending(stopped)).toBe(true);
    open();
    expect(await running).toEqual(ok(1));
    await stopped;
  });

  it('cuts off invocations in progress when the grace period is over', async () => {
    fakeTimers();
    const { invoke, stop, logged } = await createFunction(ACTING);
    const running = invoke({ action: 'loop' });
    await logged('loop');
    const stopped = stop(5000);
    vi.advanceTimersByTime(4999);
    expect(await isPending(stopped)).toBe(true);
    vi.advanceTimersByTime(1);
    await stopped;
    expect(await running).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });

  it('runs the invocations that wait for an environment', async () => {
    const { invoke, stop } = await createFunction('export const handler = () => 1', { concurrency: 'isolated' });
    const accepted = Array.from({ length: 5 }, () => invoke());
    await stop(60_000);
    expect(await Promise.all(accepted)).toEqual(accepted.map(() => ok(1)));
  });

  it('refuses invocations that still wait for an environment when the grace period is over', async () => {
    fakeTimers();
    const { invoke, stop, logged } = await createFunction(ACTING, { concurrency: 'isolated' });
    const running = invoke({ action: 'hang' });
    const waiting = [invoke({ action: 'hang' }), invoke({ action: 'hang' })];
    await logged('hang');
    const stopped = stop(5000);
    const results = [running, ...waiting].map(async (result) => (await result).ok);
    vi.advanceTimersByTime(5000);
    await stopped;
    expect(await Promise.all(results)).toEqual([false, false, false]);
    expect(await invoke()).toEqual(failed('ServiceException', 'The service is stopping'));
  });

  it('is not necessary for the host to exit', async () => {
    const { definition } = await createFunction('export const handler = () => 1');
    const host = `
      const { LambdaFunction } = await import(${JSON.stringify(new URL('./lambdaFunction.ts', import.meta.url).href)});
      const tested = new LambdaFunction(${JSON.stringify(definition)}, { concurrency: 'shared', onLog() {} });
      console.log((await tested.invoke({})).payload);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', host], {
      timeout: 30_000,
    });
    expect(stdout).toBe('1\n');
  }, 40_000);
});
