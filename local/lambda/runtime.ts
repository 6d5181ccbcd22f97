// The inside of an execution environment: what Lambda's Node runtime is to a function, in a worker thread.
// Source: AWS Lambda Developer Guide, "Building Lambda functions with Node.js" and "Using the Lambda context object";
// error types, exit codes and what is logged: the AWS Lambda Node.js Runtime Interface Client.
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Context } from 'aws-lambda';
import type { Failure, Initialization, InvocationMessage, RuntimeMessage } from './protocol.ts';

/** Lambda's since Node 24, which has no `done`, `fail` and `succeed` any more. */
type InvocationContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
type Handler = (event: unknown, context: InvocationContext) => unknown;

const EXTENSIONS = ['.mjs', '.js', '.cjs', '.mts', '.ts', '.cts'];
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const initialization = workerData as Initialization;
const port = parentPort;
if (!port) throw new Error('The runtime runs in a worker thread only');

const send = (message: RuntimeMessage) => port.postMessage(message);

class RuntimeError extends Error {
  constructor(errorType: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `Runtime.${errorType}`;
  }
}

/** An error as Lambda reports it; anything at all can be thrown. */
function describe(thrown: unknown): Failure {
  try {
    return thrown instanceof Error
      ? { errorType: String(thrown.name), errorMessage: String(thrown.message) }
      : { errorType: typeof thrown, errorMessage: String(thrown) };
  } catch {
    return { errorType: 'handled', errorMessage: 'Something was thrown that cannot be turned into text' };
  }
}

function stackOf(thrown: unknown): string[] | undefined {
  try {
    return thrown instanceof Error ? String(thrown.stack).split('\n') : undefined;
  } catch {
    return undefined;
  }
}

/** Without this line nobody would see where an error comes from: a result carries its type and message only. */
function logError(message: string, thrown: unknown, requestId?: string): void {
  const line = {
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    requestId,
    message,
    ...describe(thrown),
    stackTrace: stackOf(thrown),
  };
  send({ type: 'output', stream: 'runtime', text: `${JSON.stringify(line)}\n` });
}

function fail(message: string, thrown: unknown, exitCode: number): never {
  logError(message, thrown);
  send({ type: 'fatal', ...describe(thrown) });
  process.exit(exitCode);
}

function forwardOutput(stream: 'stdout' | 'stderr'): void {
  const decoder = new TextDecoder();
  process[stream]._writev = (chunks: { chunk: unknown; encoding: BufferEncoding }[], callback) => {
    for (const { chunk, encoding } of chunks) {
      let text: string;
      if (typeof chunk === 'string') text = encoding === 'utf8' ? chunk : Buffer.from(chunk, encoding).toString();
      else text = decoder.decode(chunk as Uint8Array, { stream: true });
      send({ type: 'output', stream, text });
    }
    callback();
  };
}

/** A signal to itself ends an execution environment. Here it would end everything: a thread has its host's process id. */
function confineSignals(): void {
  const kill = process.kill;
  process.kill = (pid, signal) => {
    const itself = Math.abs(pid) === process.pid || pid === 0;
    if (!itself || signal === 0) return kill(pid, signal);
    const errorMessage = `Runtime exited with error: signal: ${signal ?? 'SIGTERM'}`;
    send({ type: 'fatal', errorType: 'Runtime.ExitError', errorMessage });
    process.exit(1);
  };
}

/** Imports the handler's module, once. */
async function loadHandler(): Promise<Handler> {
  const { codeDirectory, handler } = initialization;
  const [, file, path] = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(handler) ?? [];
  if (file === undefined || path === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = EXTENSIONS.map((extension) => resolve(codeDirectory, file + extension)).find(existsSync);
  if (module === undefined) throw new RuntimeError('ImportModuleError', `Error: Cannot find module '${file}'`);

  let found: unknown = await importModule(pathToFileURL(module).href);
  for (const name of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[name];
  if (found === undefined) throw new RuntimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${handler} is not a function`);
  if (found.length > 2) {
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24: ' +
        `${handler} takes ${found.length} parameters and may take (event, context) only.`,
    );
  }
  return found as Handler;
}

async function importModule(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error), { cause: error });
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error), { cause: error });
    }
    throw error;
  }
}

function contextOf({ requestId, deadline }: InvocationMessage): InvocationContext {
  return {
    functionName: initialization.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: initialization.functionArn,
    memoryLimitInMB: String(initialization.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: initialization.logGroupName,
    logStreamName: initialization.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function run(handler: Handler, message: InvocationMessage): Promise<void> {
  const { requestId } = message;
  let payload: string;
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    payload = serialize(result);
  } catch (error) {
    logError('Invoke Error', error, requestId);
    send({ type: 'error', requestId, memoryBytes: memoryBytes(), ...describe(error) });
    return;
  }
  send({ type: 'result', requestId, memoryBytes: memoryBytes(), payload });
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new RuntimeError('MarshalError', `Unable to marshal response: ${describe(error).errorMessage}`, {
      cause: error,
    });
  }
}

/** What the thread's own heap takes; a resident set size would be the whole host's. */
function memoryBytes(): number {
  const { total_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return total_heap_size + external_memory + malloced_memory;
}

if (process.env.NODE_COMPILE_CACHE === initialization.compileCache) delete process.env.NODE_COMPILE_CACHE;
forwardOutput('stdout');
forwardOutput('stderr');
confineSignals();
process.on('uncaughtException', (error) => fail('Uncaught Exception', error, EXIT_UNCAUGHT_EXCEPTION));
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage } = describe(reason);
  const text = reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage;
  const error = new RuntimeError('UnhandledPromiseRejection', text);
  error.stack = stackOf(reason)?.join('\n') ?? text;
  fail('Unhandled Promise Rejection', error, EXIT_UNHANDLED_REJECTION);
});

try {
  // The bundle's own copy finds this one, which holds invocations apart where AWS_LAMBDA_MAX_CONCURRENCY is set.
  const invokeStore = await InvokeStore.getInstanceAsync();
  const handler = await loadHandler();
  port.on('message', (message: InvocationMessage) => {
    void invokeStore.run({ [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: message.requestId }, () =>
      run(handler, message),
    );
  });
  send({ type: 'initialized' });
  // By itself Node keeps what it compiled when a thread ends, but this one is ended from outside.
  flushCompileCache();
} catch (error) {
  fail('Initialization failed', error, 1);
}
