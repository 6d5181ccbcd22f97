import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FunctionDefinition, FunctionLogLine } from './definition.ts';
import { type Concurrency, LambdaFunction } from './lambdaFunction.ts';

interface Setup extends Partial<Omit<FunctionDefinition, 'codeDirectory'>> {
  readonly concurrency?: Concurrency;
  /** The handler's file. */
  readonly file?: string;
}

/** A function with this source as its handler's module, in a directory of its own. */
async function lambda(source: string, { concurrency = 'shared', file = 'index.mjs', ...rest }: Setup = {}) {
  const codeDirectory = await mkdtemp(join(tmpdir(), 'augur-function-'));
  await writeFile(join(codeDirectory, file), source);
  const lines: FunctionLogLine[] = [];
  const listeners = new Set<() => void>();
  const onLog = (line: FunctionLogLine) => {
    lines.push(line);
    for (const listener of listeners) listener();
  };
  const definition: FunctionDefinition = {
    name: 'example',
    arn: 'arn:aws:lambda:eu-central-1:000000000000:function:example',
    codeDirectory,
    handler: 'index.handler',
    environment: {},
    timeoutMs: 60_000,
    memoryMegabytes: 256,
    systemLogLevel: 'WARN',
    ...rest,
  };
  const tested = new LambdaFunction(definition, { concurrency, onLog });
  const channel = new BroadcastChannel(codeDirectory);
  onTestFinished(async () => {
    vi.useRealTimers();
    channel.close();
    await tested.stop(0);
    await rm(codeDirectory, { recursive: true });
  });
  return {
    definition,
    invoke: (...events: [] | [unknown]) => tested.invoke(events.length === 0 ? {} : events[0]),
    reload: (changed?: FunctionDefinition) => tested.reload(changed),
    stop: (graceMs: number) => tested.stop(graceMs),
    lines,
    messages: () => lines.map(({ message }) => message),
    /** Resolves when the function, in however many invocations, has written this line so many times. */
    said: (message: string, times = 1) =>
      new Promise<void>((resolve) => {
        const listen = () => {
          if (lines.filter((line) => line.message === message).length >= times) resolve();
        };
        listeners.add(listen);
        listen();
      }),
    /** Lets go on what waits for `opened()` in whichever of the function's environments. */
    open: () => channel.postMessage('open'),
    directory: codeDirectory,
  };
}

const ok = (payload: unknown) => ({ ok: true, payload });
const failed = (errorType: string, errorMessage: unknown) => ({ ok: false, errorType, errorMessage });

/** Its timers run in the thread that hosts functions only; what functions themselves wait for goes on as it is. */
const stopTheClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

/** Whether a promise is still pending after the messages that are there have been taken. */
const stillRuns = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => false), new Promise((resolve) => setImmediate(resolve, true))]);

/** In a function's source: resolves when the test says `open`, with no time involved. */
const OPENED = `
  const opened = () => new Promise((resolve) => {
    const channel = new BroadcastChannel(import.meta.dirname);
    channel.onmessage = () => { channel.close(); resolve(); };
  });`;

/** In a function's source: the how-many-th of the environments that were started this is. */
const NUMBER = `
  import { appendFileSync, statSync } from 'node:fs';
  appendFileSync(import.meta.dirname + '/starts', 'x');
  const number = statSync(import.meta.dirname + '/starts').size;`;

/** Answers with its environment's number, and does before what the event says. */
const ACTING = `${OPENED}${NUMBER}
  export const handler = async ({ action }) => {
    const going = action === 'wait' ? opened() : undefined;
    if (action !== undefined) console.log(action);
    await going;
    if (action === 'loop') for (;;);
    if (action === 'hang') await new Promise(() => {});
    return number;
  };`;

afterEach(() => vi.useRealTimers());

describe('an invocation', () => {
  it('takes an event and gives back a result as JSON carries them', async () => {
    const { invoke } = await lambda(
      'export const handler = async (event) => ({ event, at: new Date(0), left: undefined })',
    );
    expect(await invoke({ a: [1, 'ä'], b: undefined })).toEqual(
      ok({ event: { a: [1, 'ä'] }, at: '1970-01-01T00:00:00.000Z' }),
    );
    expect(await invoke(undefined)).toMatchObject(ok({ event: null }));
  });

  it('gives null for a handler that returns nothing, and takes results that are no promise', async () => {
    expect(await (await lambda('export const handler = async () => {}')).invoke()).toEqual(ok(null));
    expect(await (await lambda('export const handler = () => 7')).invoke()).toEqual(ok(7));
  });

  it.each([
    ['an error', "new TypeError('broken')", 'TypeError', 'broken'],
    ['an error with a name of its own', "Object.assign(new Error('late'), { name: 'LateError' })", 'LateError', 'late'],
    ['a string', "'text'", 'string', 'text'],
    ['undefined', 'undefined', 'undefined', 'undefined'],
    ['null', 'null', 'object', 'null'],
    ['what cannot become text', 'Object.create(null)', 'handled', expect.any(String)],
  ])('fails with what its handler throws: %s', async (_, thrown, errorType, errorMessage) => {
    const { invoke } = await lambda(
      `export const handler = async ({ fine }) => { if (fine) return process.uptime; throw ${thrown}; }`,
    );
    expect(await invoke()).toEqual(failed(errorType, errorMessage));
    expect(await invoke({ fine: true })).toEqual(ok(null));
  });

  it('logs where the error comes from', async () => {
    const { invoke, messages } = await lambda("export const handler = () => { throw new RangeError('far') }");
    await invoke();
    const line = JSON.parse(messages()[0] ?? '');
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'Invoke Error',
      errorType: 'RangeError',
      errorMessage: 'far',
    });
    expect(line.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(line.stackTrace[1]).toContain('index.mjs:1');
  });

  it('has stacks lead to the source where the function asks for it', async () => {
    const map = { version: 3, sources: ['original.ts'], names: [], mappings: 'AAAA;AAUA' };
    const source = `const a = 1;\nexport const handler = () => { throw new Error('mapped') };
//# ${'sourceMappingURL'}=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
    const { invoke, messages } = await lambda(source, { environment: { NODE_OPTIONS: '--enable-source-maps' } });
    await invoke();
    expect(JSON.parse(messages()[0] ?? '').stackTrace.join()).toContain('original.ts:11');
  });

  it.each([
    ['a cycle', 'const a = {}; a.a = a; return a'],
    ['a BigInt', 'return 1n'],
  ])('fails with a result that is no JSON: %s', async (_, body) => {
    const { invoke } = await lambda(`export const handler = async () => { ${body} }`);
    expect(await invoke()).toEqual(failed('Runtime.MarshalError', expect.stringContaining('Unable to marshal')));
  });

  it('fails with an event that is no JSON', async () => {
    const { invoke } = await lambda('export const handler = async () => 1');
    expect(await invoke(1n)).toEqual(failed('InvalidRequestContentException', expect.stringContaining('BigInt')));
    expect(await invoke()).toEqual(ok(1));
  });

  it('is told of itself as on Lambda', async () => {
    const { invoke, lines } = await lambda(
      `export const handler = async (_, context) => {
        console.log('here');
        return { ...context, remaining: context.getRemainingTimeInMillis(), id: context.awsRequestId };
      }`,
      { timeoutMs: 30_000 },
    );
    const [first, second] = [await invoke(), await invoke()];
    expect(first).toEqual(
      ok({
        functionName: 'example',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:example',
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        id: expect.any(String),
        logGroupName: '/aws/lambda/example',
        logStreamName: lines[0]?.logStreamName,
        callbackWaitsForEmptyEventLoop: true,
        remaining: expect.toSatisfy((left: number) => left > 0 && left <= 30_000),
      }),
    );
    expect(lines[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(first).not.toMatchObject(ok({ id: (second as unknown as { payload: { id: string } }).payload.id }));
  });
});

describe('an execution environment', () => {
  it("has Lambda's environment variables and the function's, and none of the host's", async () => {
    vi.stubEnv('HOST_ONLY', 'secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { invoke, directory, lines } = await lambda(
      "console.log('up'); export const handler = async () => process.env",
      {
        environment: { OWN: 'value', AWS_LAMBDA_FUNCTION_NAME: 'not this' },
      },
    );
    expect(await invoke()).toEqual(
      ok({
        OWN: 'value',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_FUNCTION_NAME: 'example',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/example',
        AWS_LAMBDA_LOG_STREAM_NAME: lines[0]?.logStreamName,
        AWS_LAMBDA_MAX_CONCURRENCY: expect.stringMatching(/^\d+$/),
        AWS_REGION: 'eu-central-1',
        LAMBDA_TASK_ROOT: directory,
        LANG: 'en_US.UTF-8',
        PATH: '/usr/local/bin:/usr/bin:/bin',
        TZ: ':UTC',
        _HANDLER: 'index.handler',
      }),
    );
  });

  it('keeps what a function does to its environment variables to itself', async () => {
    const source = "export const handler = async () => { process.env.LEAK = 'x'; return process.env.LEAK }";
    expect(await (await lambda(source)).invoke()).toEqual(ok('x'));
    expect(process.env.LEAK).toBeUndefined();
  });

  it('loads the code once, when it is first needed, however many invocations need it first', async () => {
    const { invoke, directory } = await lambda(ACTING);
    await expect(readFile(join(directory, 'starts'))).rejects.toThrow('ENOENT');
    const results = await Promise.all([invoke(), invoke(), invoke()]);
    expect([...results, await invoke()]).toEqual([ok(1), ok(1), ok(1), ok(1)]);
  });

  it.each([
    ['index.js', 'exports.handler = async () => 1', 'index.handler'],
    ['index.cjs', 'module.exports = { handler: async () => 1 }', 'index.handler'],
    ['index.ts', 'export const handler = async (): Promise<number> => 1', 'index.handler'],
    ['other.mjs', 'export const nested = { run: async () => 1 }', 'other.nested.run'],
  ])('finds the handler of %s', async (file, source, handler) => {
    expect(await (await lambda(source, { file, handler })).invoke()).toEqual(ok(1));
  });

  it.each([
    [
      'a module that is not there',
      '',
      'other.handler',
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'other'",
    ],
    [
      'an import that is not there',
      "import '../functions/missing.mjs'",
      'index.handler',
      'Runtime.ImportModuleError',
      'missing.mjs',
    ],
    ['code that is no JavaScript', 'export const = 1', 'index.handler', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['a module that throws', "throw new RangeError('no')", 'index.handler', 'RangeError', 'no'],
    [
      'no such export',
      'export {}',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'no function',
      'export const handler = 1',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    ['no export named', '', 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    [
      'a callback',
      'export const handler = (event, context, callback) => callback()',
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
      'callback-based function handlers',
    ],
    ['its end', 'process.exit(3)', 'index.handler', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
  ])(
    'fails an invocation with the reason why it does not start: %s',
    async (_, source, handler, errorType, message) => {
      const { invoke } = await lambda(source, { handler });
      expect(await invoke()).toEqual(failed(errorType, expect.stringContaining(message)));
    },
  );

  it('tries to start once for all who wait, and again only when it is needed again', async () => {
    const { invoke, directory } = await lambda(`${NUMBER} throw new Error('start ' + number)`);
    const results = await Promise.all([invoke(), invoke(), invoke()]);
    expect(results).toEqual(Array(3).fill(failed('Error', 'start 1')));
    expect(await invoke()).toEqual(failed('Error', 'start 2'));
    expect(await readFile(join(directory, 'starts'), 'utf8')).toBe('xx');
  });

  it('fails an invocation where its NODE_OPTIONS are none of a thread', async () => {
    const { invoke } = await lambda('export const handler = () => 1', { environment: { NODE_OPTIONS: '--nonsense' } });
    const failure = failed('Runtime.ExitError', expect.stringContaining('--nonsense'));
    expect(await Promise.all([invoke(), invoke()])).toEqual([failure, failure]);
    expect(await invoke()).toEqual(failure);
  });

  it('is given up on when it takes too long to start', async () => {
    stopTheClock();
    const { invoke, said } = await lambda("console.log('starting'); for (;;);");
    const result = invoke();
    await said('starting');
    vi.advanceTimersByTime(10_000);
    expect(await result).toEqual(failed('Sandbox.Timedout', expect.stringContaining('longer than 10 s')));
  });

  it.each([
    [
      'process.exit',
      'process.exit(1)',
      'Runtime.ExitError',
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/,
    ],
    [
      'process.exit without an error',
      'process.exit()',
      'Runtime.ExitError',
      /Error: Runtime exited without providing a reason$/,
    ],
    [
      'a signal to itself',
      "process.kill(process.pid, 'SIGKILL')",
      'Runtime.ExitError',
      /Error: Runtime exited with error: signal: SIGKILL$/,
    ],
    ['an uncaught exception', "setImmediate(() => { throw new RangeError('loose') })", 'RangeError', /^loose$/],
    [
      'an unhandled rejection',
      "Promise.reject(new RangeError('loose'))",
      'Runtime.UnhandledPromiseRejection',
      /^RangeError: loose$/,
    ],
    ['an unhandled rejection without an error', 'Promise.reject()', 'Runtime.UnhandledPromiseRejection', /^undefined$/],
    [
      'too much memory',
      'const all = []; for (;;) all.push(new Array(100_000).fill(Math.random()))',
      'Runtime.OutOfMemory',
      /more than 32 MB$/,
    ],
  ])('ends with all its invocations, and is replaced: %s', async (_, deed, errorType, errorMessage) => {
    const { invoke, said } = await lambda(
      `console.log('start');
       export const handler = async ({ action }) => {
         if (action === 'fine') return 'fine';
         if (action === 'wait') console.log('waiting'); else { ${deed}; }
         await new Promise(() => {});
       }`,
      { memoryMegabytes: 32 },
    );
    const waiting = invoke({ action: 'wait' });
    await said('waiting');
    const result = await invoke({ action: 'break' });
    expect(result).toEqual(failed(errorType, expect.stringMatching(errorMessage)));
    expect(await waiting).toEqual(failed(errorType, expect.stringMatching(errorMessage)));
    expect(await invoke({ action: 'fine' })).toEqual(ok('fine'));
  });

  it('says why it ended', async () => {
    const { invoke, messages } = await lambda(
      "export const handler = async () => { setImmediate(() => { throw new RangeError('loose') }); await new Promise(() => {}) }",
    );
    await invoke();
    expect(JSON.parse(messages()[0] ?? '')).toMatchObject({ message: 'Uncaught Exception', errorMessage: 'loose' });
  });
});

describe('a timeout', () => {
  it.each(['loop', 'hang'])('ends an invocation that would go on for ever: %s', async (action) => {
    stopTheClock();
    const { invoke, said } = await lambda(ACTING, { timeoutMs: 3000 });
    const result = invoke({ action });
    await said(action);
    vi.advanceTimersByTime(2999);
    expect(await stillRuns(result)).toBe(true);
    vi.advanceTimersByTime(1);
    const message = /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36} Task timed out after 3\.00 seconds$/;
    expect(await result).toEqual(failed('Sandbox.Timedout', expect.stringMatching(message)));
    expect(await invoke()).toEqual(ok(2));
  });

  it('does not count the start', async () => {
    stopTheClock();
    const { invoke, said, open } = await lambda(
      `${OPENED} const going = opened(); console.log('starting'); await going; export const handler = async () => 'done'`,
      { timeoutMs: 3000 },
    );
    const result = invoke();
    await said('starting');
    vi.advanceTimersByTime(5000);
    expect(await stillRuns(result)).toBe(true);
    open();
    expect(await result).toEqual(ok('done'));
  });

  it('leaves the others in its environment to finish, while a new one takes what comes', async () => {
    stopTheClock();
    const { invoke, said, open } = await lambda(ACTING, { timeoutMs: 3000 });
    const hanging = invoke({ action: 'hang' });
    await said('hang');
    vi.advanceTimersByTime(2000);
    const waiting = invoke({ action: 'wait' });
    await said('wait');
    vi.advanceTimersByTime(1000);
    expect(await hanging).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });

    expect(await invoke()).toEqual(ok(2));
    expect(await stillRuns(waiting)).toBe(true);
    open();
    expect(await waiting).toEqual(ok(1));
  });

  it('is for each of the others its own', async () => {
    stopTheClock();
    const { invoke, said } = await lambda(ACTING, { timeoutMs: 3000 });
    const first = invoke({ action: 'hang' });
    await said('hang');
    vi.advanceTimersByTime(1000);
    const second = invoke({ action: 'hang' });
    await said('hang', 2);
    vi.advanceTimersByTime(2000);
    expect(await first).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await stillRuns(second)).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(await second).toMatchObject({ errorType: 'Sandbox.Timedout' });
  });
});

describe('shared concurrency', () => {
  it('runs invocations in one environment at the same time', async () => {
    const { invoke, said, open } = await lambda(ACTING);
    const waiting = invoke({ action: 'wait' });
    await said('wait');
    expect(await invoke()).toEqual(ok(1));
    open();
    expect(await waiting).toEqual(ok(1));
  });

  it("keeps the keys apart that Powertools' logger holds for each invocation", async () => {
    const { invoke, said, open, messages } = await lambda(
      `${OPENED}
       import { createRequire } from 'node:module';
       const { Logger } = createRequire(${JSON.stringify(import.meta.url)})('@aws-lambda-powertools/logger');
       const logger = new Logger({ serviceName: 'example' });
       export const handler = async ({ id }, context) => {
         logger.addContext(context);
         logger.appendKeys({ id });
         if (id === 'first') { const going = opened(); console.log('first'); await going; }
         logger.info('here');
         return context.awsRequestId;
       }`,
      { environment: { POWERTOOLS_LOG_LEVEL: 'INFO' } },
    );
    const first = invoke({ id: 'first' });
    await said('first');
    const second = await invoke({ id: 'second' });
    open();
    const requestIds = [second, await first].map((result) => (result.ok ? result.payload : result));
    const logged = messages()
      .filter((message) => message.startsWith('{'))
      .map((message) => JSON.parse(message));
    expect(logged.map(({ id, function_request_id }) => [id, function_request_id])).toEqual([
      ['second', requestIds[0]],
      ['first', requestIds[1]],
    ]);
  });
});

describe('isolated concurrency', () => {
  it('gives each invocation an environment of its own while it runs, the one last used first', async () => {
    const { invoke, said, open } = await lambda(ACTING, { concurrency: 'isolated' });
    const waiting = [invoke({ action: 'wait' }), invoke({ action: 'wait' })];
    await said('wait', 2);
    expect(await invoke()).toEqual(ok(3));
    open();
    expect(new Set((await Promise.all(waiting)).map((result) => result.ok && result.payload))).toEqual(new Set([1, 2]));
    const last = await invoke();
    expect([await invoke(), await invoke()]).toEqual([last, last]);
  });

  it('gives an environment that is free again to the invocation that waits longest, while another one starts', async () => {
    const { invoke, said, open } = await lambda(
      `${OPENED}${NUMBER}
       const going = number === 2 ? opened() : undefined;
       console.log('starting ' + number);
       await going;
       export const handler = () => number;`,
      { concurrency: 'isolated' },
    );
    await invoke();
    const [first, starting, waiting] = [invoke(), invoke(), invoke()];
    expect([await first, await waiting]).toEqual([ok(1), ok(1)]);
    await said('starting 2');
    open();
    expect(await starting).toEqual(ok(2));
  });

  it('does not tell functions that invocations overlap', async () => {
    const { invoke } = await lambda("export const handler = () => 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env", {
      concurrency: 'isolated',
    });
    expect(await invoke()).toEqual(ok(false));
  });

  it('ends environments that nothing has needed for five minutes', async () => {
    stopTheClock();
    const { invoke } = await lambda(ACTING, { concurrency: 'isolated' });
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(299_999);
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(299_999);
    expect(await invoke()).toEqual(ok(1));
    vi.advanceTimersByTime(300_000);
    expect(await invoke()).toEqual(ok(2));
  });

  it('answers all of many more invocations than there may be environments, broken ones among them', async () => {
    const { invoke } = await lambda('export const handler = ({ n }) => n % 25 === 0 ? process.exit(1) : n', {
      concurrency: 'isolated',
    });
    const results = await Promise.all(Array.from({ length: 100 }, (_, n) => invoke({ n })));
    expect(results.filter((result) => !result.ok)).toHaveLength(4);
    expect(results.filter((result, n) => result.ok && result.payload === n)).toHaveLength(96);
  });
});

describe('logs', () => {
  it('are the lines that a function writes, in order, whole, and there when its result is', async () => {
    const { invoke, messages } = await lambda(
      `
      export const handler = async () => {
        console.log('one'); console.error('two'); console.log('three\\nfour');
        process.stdout.write('fi'); process.stderr.write('six\\n'); process.stdout.write('ve\\n');
        const [a, b] = [Buffer.from('sev€n\\n').subarray(0, 4), Buffer.from('sev€n\\n').subarray(4)];
        process.stdout.write(a); process.stdout.write(b);
        process.stdout.write('6569676874 0a'.replace(' ', ''), 'hex');
        process.stdout.write('no end');
      }`.replaceAll('\\\\', '\\'),
    );
    await invoke();
    expect(messages()).toEqual(['one', 'two', 'three', 'four', 'six', 'five', 'sev€n', 'eight']);
  });

  it('have all that was written when an environment ends, and the line that it did not finish', async () => {
    const { invoke, messages } = await lambda(`export const handler = async () => {
      for (let n = 0; n < 1000; n += 1) console.log('line ' + n);
      process.stdout.write('last words');
      process.exit(1);
    }`);
    expect(await invoke()).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(messages().slice(0, -1)).toEqual([...Array.from({ length: 1000 }, (_, n) => `line ${n}`), 'last words']);
  });

  it('have what was written before an endless loop', async () => {
    stopTheClock();
    const { invoke, said } = await lambda(ACTING, { timeoutMs: 3000 });
    const result = invoke({ action: 'loop' });
    await said('loop');
    vi.advanceTimersByTime(3000);
    await result;
  });

  it('have the lines of Lambda itself around those of the function', async () => {
    const { invoke, messages, lines } = await lambda("export const handler = () => { console.log('within') }", {
      systemLogLevel: 'INFO',
    });
    await invoke();
    await invoke();
    const [start, within, report, , , second] = messages();
    const { requestId } = JSON.parse(start ?? '').record;
    expect(JSON.parse(start ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      type: 'platform.start',
      record: { requestId, version: '$LATEST' },
    });
    expect(within).toBe('within');
    const { record } = JSON.parse(report ?? '');
    expect(record).toEqual({
      requestId,
      metrics: {
        durationMs: expect.any(Number),
        billedDurationMs: Math.ceil(record.metrics.billedDurationMs),
        memorySizeMB: 256,
        maxMemoryUsedMB: expect.toSatisfy((megabytes: number) => megabytes > 1 && megabytes < 100),
        initDurationMs: expect.any(Number),
      },
      status: 'success',
    });
    expect(record.metrics.billedDurationMs).toBeGreaterThanOrEqual(record.metrics.durationMs);
    expect(JSON.parse(second ?? '').record.metrics).not.toHaveProperty('initDurationMs');
    expect(lines.every(({ logGroupName, timestamp }) => logGroupName === '/aws/lambda/example' && timestamp > 0)).toBe(
      true,
    );
  });

  it('report what went wrong even where Lambda is to log warnings only', async () => {
    stopTheClock();
    const { invoke, said, messages } = await lambda(ACTING, { timeoutMs: 3000 });
    await invoke();
    expect(messages()).toEqual([]);
    const result = invoke({ action: 'hang' });
    await said('hang');
    vi.advanceTimersByTime(3000);
    await result;
    expect(JSON.parse(messages()[1] ?? '')).toMatchObject({
      type: 'platform.report',
      record: { status: 'timeout', errorType: 'Sandbox.Timedout', metrics: { durationMs: expect.any(Number) } },
    });
  });
});

describe('reload', () => {
  it('has new invocations run the new code, and those in progress finish with the old', async () => {
    const { invoke, reload, said, open, directory } = await lambda(ACTING);
    const old = invoke({ action: 'wait' });
    await said('wait');
    await writeFile(join(directory, 'index.mjs'), "export const handler = async () => 'new'");
    reload();
    expect(await invoke()).toEqual(ok('new'));
    expect(await stillRuns(old)).toBe(true);
    open();
    expect(await old).toEqual(ok(1));
  });

  it('takes a new definition, also while environments are idle or starting', async () => {
    const { definition, invoke, reload } = await lambda('export const handler = () => process.env.VERSION ?? null', {
      concurrency: 'isolated',
    });
    expect(await invoke()).toEqual(ok(null));
    reload({ ...definition, environment: { VERSION: '2' } });
    const starting = invoke();
    reload({ ...definition, environment: { VERSION: '3' } });
    expect([await starting, await invoke()]).toEqual([ok('2'), ok('3')]);
  });
});

describe('stop', () => {
  it('waits for what runs, and takes nothing new', async () => {
    const { invoke, stop, said, open } = await lambda(ACTING);
    const running = invoke({ action: 'wait' });
    await said('wait');
    const stopped = stop(60_000);
    expect(await invoke()).toEqual(failed('ServiceException', 'The service is stopping'));
    expect(await stillRuns(stopped)).toBe(true);
    open();
    expect(await running).toEqual(ok(1));
    await stopped;
  });

  it('ends what still runs when its time is over', async () => {
    stopTheClock();
    const { invoke, stop, said } = await lambda(ACTING);
    const running = invoke({ action: 'loop' });
    await said('loop');
    const stopped = stop(5000);
    vi.advanceTimersByTime(4999);
    expect(await stillRuns(stopped)).toBe(true);
    vi.advanceTimersByTime(1);
    await stopped;
    expect(await running).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });

  it('refuses invocations that wait for their turn', async () => {
    const { invoke, stop } = await lambda('export const handler = () => 1', { concurrency: 'isolated' });
    const [first, ...later] = Array.from({ length: 5 }, () => invoke());
    await stop(60_000);
    expect(await first).toEqual(ok(1));
    expect(await later.at(-1)).toEqual(failed('ServiceException', 'The service is stopping'));
  });

  it('is not needed for the host to exit', async () => {
    const { definition } = await lambda('export const handler = () => 1');
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
