// The inside of an execution environment: what Lambda's Node runtime is to a function, in a worker thread.
// Source: AWS Lambda Developer Guide, "Building Lambda functions with Node.js" and "Using the Lambda context object".
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Context } from 'aws-lambda';
import type { Initialization, InvocationMessage, RuntimeMessage } from './protocol.ts';

type Handler = (event: unknown, context: Context) => unknown;

const initialization = workerData as Initialization;
const port = parentPort;
if (!port) throw new Error('The runtime runs in a worker thread only');

const send = (message: RuntimeMessage) => port.postMessage(message);

class InitializationError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** Imports the handler's module, once. */
async function loadHandler(): Promise<Handler> {
  const { codeDirectory, handler } = initialization;
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.mjs', '.js', '.cjs'].map((extension) => join(codeDirectory, file + extension)).find(existsSync);
  if (path === undefined) {
    throw new InitializationError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  }
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const found = module[name];
  if (typeof found !== 'function') {
    throw new InitializationError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

function contextOf({ requestId, deadline }: InvocationMessage): Context {
  const noCallbacks = () => {
    throw new Error('Node 24 functions return a promise; context.done, fail and succeed are gone.');
  };
  return {
    functionName: initialization.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: initialization.functionArn,
    memoryLimitInMB: String(initialization.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: initialization.logGroupName,
    logStreamName: initialization.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: noCallbacks,
    fail: noCallbacks,
    succeed: noCallbacks,
  };
}

/** An error as Lambda reports it; anything at all can be thrown. */
function describe(thrown: unknown): { errorType: string; errorMessage: string } {
  if (thrown instanceof InitializationError) return { errorType: thrown.errorType, errorMessage: thrown.message };
  if (thrown instanceof Error) return { errorType: thrown.name, errorMessage: thrown.message };
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}

async function run(handler: Handler, message: InvocationMessage): Promise<void> {
  const { requestId } = message;
  let result: unknown;
  try {
    result = await handler(JSON.parse(message.event), contextOf(message));
  } catch (error) {
    send({ type: 'error', requestId, ...describe(error) });
    return;
  }
  try {
    send({ type: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ type: 'error', requestId, ...describe(error), errorType: 'Runtime.MarshalError' });
  }
}

try {
  const invokeStore = await InvokeStore.getInstanceAsync(initialization.overlapping);
  const handler = await loadHandler();
  port.on('message', (message: InvocationMessage) => {
    void invokeStore.run({ [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: message.requestId }, () =>
      run(handler, message),
    );
  });
  send({ type: 'initialized' });
} catch (error) {
  send({ type: 'initializationFailed', ...describe(error) });
}
