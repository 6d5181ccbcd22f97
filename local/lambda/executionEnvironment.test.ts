import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
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

describe('an invocation', () => {
  it('receives its event and returns its result as JSON', async () => {
    const { invoke } = await createFunction(
      'export const handler = async (event) => ({ event, at: new Date(0), left: undefined })',
    );
    expect(await invoke({ a: [1, 'ä'], b: undefined })).toEqual(
      ok({ event: { a: [1, 'ä'] }, at: '1970-01-01T00:00:00.000Z' }),
    );
    expect(await invoke(undefined)).toMatchObject(ok({ event: null }));
  });

  it('returns null when the handler returns nothing, and a result that is not a promise', async () => {
    expect(await (await createFunction('export const handler = async () => {}')).invoke()).toEqual(ok(null));
    expect(await (await createFunction('export const handler = () => 7')).invoke()).toEqual(ok(7));
  });

  it.each([
    ['an error', "new TypeError('broken')", 'TypeError', 'broken'],
    ['an error with a name of its own', "Object.assign(new Error('late'), { name: 'LateError' })", 'LateError', 'late'],
    ['a string', "'text'", 'string', 'text'],
    ['undefined', 'undefined', 'undefined', 'undefined'],
    ['null', 'null', 'object', 'null'],
    ['a value that cannot be converted to a string', 'Object.create(null)', 'handled', expect.any(String)],
  ])('fails with the value that its handler throws: %s', async (_, thrown, errorType, errorMessage) => {
    const { invoke } = await createFunction(
      `export const handler = async ({ fine }) => { if (fine) return process.uptime; throw ${thrown}; }`,
    );
    expect(await invoke()).toEqual(failed(errorType, errorMessage));
    expect(await invoke({ fine: true })).toEqual(ok(null));
  });

  it('logs the stack trace of an error', async () => {
    const { invoke, messages } = await createFunction("export const handler = () => { throw new RangeError('far') }");
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

  it('logs source-mapped stack traces when the function enables source maps', async () => {
    const map = { version: 3, sources: ['original.ts'], names: [], mappings: 'AAAA;AAUA' };
    const source = `const a = 1;\nexport const handler = () => { throw new Error('mapped') };
//# ${'sourceMappingURL'}=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
    const { invoke, messages } = await createFunction(source, {
      environment: { NODE_OPTIONS: '--enable-source-maps' },
    });
    await invoke();
    expect(JSON.parse(messages()[0] ?? '').stackTrace.join()).toContain('original.ts:11');
  });

  it.each([
    ['a cycle', 'const a = {}; a.a = a; return a'],
    ['a BigInt', 'return 1n'],
  ])('fails with a result that cannot be serialized to JSON: %s', async (_, body) => {
    const { invoke } = await createFunction(`export const handler = async () => { ${body} }`);
    expect(await invoke()).toEqual(failed('Runtime.MarshalError', expect.stringContaining('Unable to marshal')));
  });

  it('fails with an event that cannot be serialized to JSON', async () => {
    const { invoke } = await createFunction('export const handler = async () => 1');
    expect(await invoke(1n)).toEqual(failed('InvalidRequestContentException', expect.stringContaining('BigInt')));
    expect(await invoke()).toEqual(ok(1));
  });

  it("receives Lambda's context", async () => {
    const { invoke, lines } = await createFunction(
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
    const { invoke, directory, lines } = await createFunction(
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

  it('does not pass on changes of environment variables to the host', async () => {
    const source = "export const handler = async () => { process.env.LEAK = 'x'; return process.env.LEAK }";
    expect(await (await createFunction(source)).invoke()).toEqual(ok('x'));
    expect(process.env.LEAK).toBeUndefined();
  });

  it('loads the code once, for the first invocation, also when several arrive at a time', async () => {
    const { invoke, directory } = await createFunction(ACTING);
    await expect(readFile(join(directory, 'starts'))).rejects.toThrow('ENOENT');
    const results = await Promise.all([invoke(), invoke(), invoke()]);
    expect([...results, await invoke()]).toEqual([ok(1), ok(1), ok(1), ok(1)]);
  });

  it.each([
    ['index.js', 'exports.handler = async () => 1', 'index.handler'],
    ['index.cjs', 'module.exports = { handler: async () => 1 }', 'index.handler'],
    ['index.ts', 'export const handler = async (): Promise<number> => 1', 'index.handler'],
    ['other.mjs', 'export const nested = { run: async () => 1 }', 'other.nested.run'],
  ])('loads the handler of %s', async (file, source, handler) => {
    expect(await (await createFunction(source, { file, handler })).invoke()).toEqual(ok(1));
  });

  it.each([
    ['a missing module', '', 'other.handler', 'Runtime.ImportModuleError', "Error: Cannot find module 'other'"],
    [
      'a missing import',
      "import '../functions/missing.mjs'",
      'index.handler',
      'Runtime.ImportModuleError',
      'missing.mjs',
    ],
    ['a syntax error', 'export const = 1', 'index.handler', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['a module that throws', "throw new RangeError('no')", 'index.handler', 'RangeError', 'no'],
    [
      'a missing export',
      'export {}',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'an export that is not a function',
      'export const handler = 1',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    ['a handler without an export name', '', 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    [
      'a handler with a callback',
      'export const handler = (event, context, callback) => callback()',
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
      'callback-based function handlers',
    ],
    ['an exit', 'process.exit(3)', 'index.handler', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
  ])(
    'fails an invocation with the reason when it cannot initialize: %s',
    async (_, source, handler, errorType, message) => {
      const { invoke } = await createFunction(source, { handler });
      expect(await invoke()).toEqual(failed(errorType, expect.stringContaining(message)));
    },
  );

  it('initializes once for all invocations that wait, and again only for the next invocation', async () => {
    const { invoke, directory } = await createFunction(`${NUMBER} throw new Error('start ' + number)`);
    const results = await Promise.all([invoke(), invoke(), invoke()]);
    expect(results).toEqual(Array(3).fill(failed('Error', 'start 1')));
    expect(await invoke()).toEqual(failed('Error', 'start 2'));
    expect(await readFile(join(directory, 'starts'), 'utf8')).toBe('xx');
  });

  it('fails an invocation when threads do not accept its NODE_OPTIONS', async () => {
    const { invoke } = await createFunction('export const handler = () => 1', {
      environment: { NODE_OPTIONS: '--nonsense' },
    });
    const failure = failed('Runtime.ExitError', expect.stringContaining('--nonsense'));
    expect(await Promise.all([invoke(), invoke()])).toEqual([failure, failure]);
    expect(await invoke()).toEqual(failure);
  });

  it('fails when its initialization takes longer than ten seconds', async () => {
    fakeTimers();
    const { invoke, logged } = await createFunction("console.log('starting'); for (;;);");
    const result = invoke();
    await logged('starting');
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
      'exhausted memory',
      'const all = []; for (;;) all.push(new Array(100_000).fill(Math.random()))',
      'Runtime.OutOfMemory',
      /more than 32 MB$/,
    ],
  ])('fails all its invocations when it ends, and is replaced: %s', async (_, action, errorType, errorMessage) => {
    const { invoke, logged } = await createFunction(
      `console.log('start');
       export const handler = async ({ action }) => {
         if (action === 'fine') return 'fine';
         if (action === 'wait') console.log('waiting'); else { ${action}; }
         await new Promise(() => {});
       }`,
      { memoryMegabytes: 32 },
    );
    const waiting = invoke({ action: 'wait' });
    await logged('waiting');
    const result = await invoke({ action: 'break' });
    expect(result).toEqual(failed(errorType, expect.stringMatching(errorMessage)));
    expect(await waiting).toEqual(failed(errorType, expect.stringMatching(errorMessage)));
    expect(await invoke({ action: 'fine' })).toEqual(ok('fine'));
  });

  it('logs why it ended', async () => {
    const { invoke, messages } = await createFunction(
      "export const handler = async () => { setImmediate(() => { throw new RangeError('loose') }); await new Promise(() => {}) }",
    );
    await invoke();
    expect(JSON.parse(messages()[0] ?? '')).toMatchObject({ message: 'Uncaught Exception', errorMessage: 'loose' });
  });
});

describe('a timeout', () => {
  it.each(['loop', 'hang'])('ends an invocation that does not return: %s', async (action) => {
    fakeTimers();
    const { invoke, logged } = await createFunction(ACTING, { timeoutMs: 3000 });
    const result = invoke({ action });
    await logged(action);
    vi.advanceTimersByTime(2999);
    expect(await isPending(result)).toBe(true);
    vi.advanceTimersByTime(1);
    const message = /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36} Task timed out after 3\.00 seconds$/;
    expect(await result).toEqual(failed('Sandbox.Timedout', expect.stringMatching(message)));
    expect(await invoke()).toEqual(ok(2));
  });

  it('does not count the initialization', async () => {
    fakeTimers();
    const { invoke, logged, open } = await createFunction(
      `${OPENED} const opening = opened(); console.log('starting'); await opening; export const handler = async () => 'done'`,
      { timeoutMs: 3000 },
    );
    const result = invoke();
    await logged('starting');
    vi.advanceTimersByTime(5000);
    expect(await isPending(result)).toBe(true);
    open();
    expect(await result).toEqual(ok('done'));
  });

  it('lets the other invocations in the environment finish, while a new one runs later invocations', async () => {
    fakeTimers();
    const { invoke, logged, open } = await createFunction(ACTING, { timeoutMs: 3000 });
    const hanging = invoke({ action: 'hang' });
    await logged('hang');
    vi.advanceTimersByTime(2000);
    const waiting = invoke({ action: 'wait' });
    await logged('wait');
    vi.advanceTimersByTime(1000);
    expect(await hanging).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });

    expect(await invoke()).toEqual(ok(2));
    expect(await isPending(waiting)).toBe(true);
    open();
    expect(await waiting).toEqual(ok(1));
  });

  it('starts for each invocation with the invocation', async () => {
    fakeTimers();
    const { invoke, logged } = await createFunction(ACTING, { timeoutMs: 3000 });
    const first = invoke({ action: 'hang' });
    await logged('hang');
    vi.advanceTimersByTime(1000);
    const second = invoke({ action: 'hang' });
    await logged('hang', 2);
    vi.advanceTimersByTime(2000);
    expect(await first).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await isPending(second)).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(await second).toMatchObject({ errorType: 'Sandbox.Timedout' });
  });
});
