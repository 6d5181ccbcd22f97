// The thread of an execution environment: does what Lambda's Node runtime does.
// Source: AWS Lambda Developer Guide, "Building Lambda functions with Node.js" and "Using the Lambda context object". Error
// types, exit codes and log lines: the AWS Lambda Node.js Runtime Interface Client.
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Context } from 'aws-lambda';
import type { Failure, Initialization, InvocationMessage, RuntimeMessage } from './protocol.ts';

/** Since Node 24, Lambda's context has no `done`, `fail` and `succeed`. */
type InvocationContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
type Handler = (event: unknown, context: InvocationContext) => unknown;

const EXTENSIONS = ['.mjs', '.js', '.cjs', '.mts', '.ts', '.cts'];
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const initialization = workerData as Initialization;
const port = parentPort;
if (!port) throw new Error('The runtime only runs in a worker thread');

const send = (message: RuntimeMessage) => port.postMessage(message);

class RuntimeError extends Error {
  constructor(errorType: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `Runtime.${errorType}`;
  }
}

/** Describes a thrown value, which can be of any type, as Lambda reports it. */
function describe(thrown: unknown): Failure {
  try {
    return thrown instanceof Error
      ? { errorType: String(thrown.name), errorMessage: String(thrown.message) }
      : { errorType: typeof thrown, errorMessage: String(thrown) };
  } catch {
    return { errorType: 'handled', errorMessage: 'The thrown value cannot be converted to a string' };
  }
}

function stackOf(thrown: unknown): string[] | undefined {
  try {
    return thrown instanceof Error ? String(thrown.stack).split('\n') : undefined;
  } catch {
    return undefined;
  }
}

/** Logs an error with its stack trace, which is not part of the invocation's result. */
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

/**
 * Limits a signal that the function sends to its own process to this environment. A thread has the process id of its
 * host, which the signal would end.
 */
function confineSignals(): void {
  const kill = process.kill;
  process.kill = (pid, signal) => {
    const isOwnProcess = Math.abs(pid) === process.pid || pid === 0;
    if (!isOwnProcess || signal === 0) return kill(pid, signal);
    const errorMessage = `Runtime exited with error: signal: ${signal ?? 'SIGTERM'}`;
    send({ type: 'fatal', errorType: 'Runtime.ExitError', errorMessage });
    process.exit(1);
  };
}

/** Imports the handler's module. @throws RuntimeError or the module's own error */
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

function contextOf({ requestId, deadlineMs }: InvocationMessage): InvocationContext {
  return {
    functionName: initialization.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: initialization.functionArn,
    memoryLimitInMB: String(initialization.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: initialization.logGroupName,
    logStreamName: initialization.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
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

/** The memory of this thread's heap. The resident set size would be that of the whole host. */
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
  // The copy in the function's bundle uses this instance. It keeps the state of each invocation apart when
  // AWS_LAMBDA_MAX_CONCURRENCY is set.
  const invokeStore = await InvokeStore.getInstanceAsync();
  const handler = await loadHandler();
  port.on('message', (message: InvocationMessage) => {
    void invokeStore.run({ [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: message.requestId }, () =>
      run(handler, message),
    );
  });
  send({ type: 'initialized' });
  // Node writes its compile cache when a thread exits, which this one does not: the host terminates it.
  flushCompileCache();
} catch (error) {
  fail('Initialization failed', error, 1);
}
