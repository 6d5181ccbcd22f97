import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FunctionDefinition, type FunctionLogLine, logGroupName } from './definition.ts';
import type { InvocationResult } from './invocation.ts';
import type { Failure, Initialization, InvocationMessage, OutputStream, RuntimeMessage } from './protocol.ts';

/** Lambda gives the initialization of an on-demand function ten seconds. */
const INITIALIZATION_TIMEOUT_MS = 10_000;

/**
 * How many invocations one environment is told that it may have at once. Nothing here counts them; a function sees it as
 * `AWS_LAMBDA_MAX_CONCURRENCY` and keeps its invocations apart.
 */
const OVERLAPPING_INVOCATIONS = '1000';

/**
 * Node keeps what it compiled here between threads and between runs. Without it, taking the types out of `runtime.ts`
 * alone has every thread load a compiler: 40 ms and 5 MB each. The directory is Node's own default.
 */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache');

const BYTES_PER_MEGABYTE = 1024 * 1024;

export interface ExecutionEnvironmentOptions {
  /** Whether several invocations run at once, as on Lambda Managed Instances, or one at a time, as on classic Lambda. */
  readonly overlapping: boolean;
  readonly onLog: (line: FunctionLogLine) => void;
  /** Told once, when its initialization has ended, one way or the other. */
  readonly onInitialized: () => void;
  /** Told once, when no invocation can be given to this environment any more. */
  readonly onRetired: () => void;
  /** Told once, when its thread is gone. */
  readonly onEnded: () => void;
}

interface Running {
  readonly resolve: (result: InvocationResult) => void;
  readonly cold: boolean;
  readonly startedAt: number;
  readonly timeout: NodeJS.Timeout;
}

/**
 * An execution environment: a worker thread that has loaded a function's code once and runs its invocations. Whatever
 * happens in it ends with it.
 * Source: AWS Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle".
 */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #logGroupName: string;
  readonly #logStreamName: string;
  readonly #thread: Worker | undefined;
  readonly #initialized = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #running = new Map<string, Running>();
  /** What was written of a line that has not ended yet. */
  readonly #unfinishedLines = new Map<OutputStream, string>();
  readonly #startedAt = performance.now();
  /** Lambda logs at INFO what went well, and at WARN what did not. */
  readonly #logsSuccess: boolean;
  #state: 'initializing' | 'ready' | 'ended' = 'initializing';
  #retired = false;
  /** Why the environment ends, where it is not asked to. */
  #failure: Failure | undefined;
  #load = 0;
  #cold = true;
  #initializationMs = 0;
  #maxMemoryBytes = 0;

  constructor(definition: FunctionDefinition, options: ExecutionEnvironmentOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#logGroupName = logGroupName(definition.name);
    this.#logsSuccess = definition.systemLogLevel !== 'WARN';
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#logStreamName = `${today}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    void this.#initialized.promise.then(options.onInitialized);
    try {
      this.#thread = this.#startThread();
    } catch (error) {
      // A thread cannot have all `NODE_OPTIONS`. Whoever is constructing this has yet to hear of it before it ends.
      const reason = error instanceof Error ? error.message : String(error);
      queueMicrotask(() => {
        this.#break({ errorType: 'Runtime.ExitError', errorMessage: reason });
        this.#end(1);
      });
    }
  }

  /**
   * Runs an invocation, once the environment has initialized; the function's timeout counts from there. Never rejects:
   * whatever goes wrong is the result, and what the function wrote until then has been given to `onLog`.
   */
  async invoke(event: unknown): Promise<InvocationResult> {
    const cold = this.#cold;
    this.#cold = false;
    this.#load += 1;
    try {
      if (this.#state === 'initializing') await this.#initialized.promise;
      return await this.#run(event, cold);
    } finally {
      this.#load -= 1;
      this.#endIfDone();
    }
  }

  /** Takes no further invocation, and ends when those in progress have. */
  retire(): void {
    if (!this.#retired) {
      this.#retired = true;
      this.#options.onRetired();
    }
    this.#endIfDone();
  }

  /** Ends at once, and resolves when it has. Invocations in progress fail. */
  async terminate(): Promise<void> {
    await this.#thread?.terminate();
    await this.#ended.promise;
  }

  #startThread(): Worker {
    const { name, arn, codeDirectory, handler, memoryMegabytes } = this.#definition;
    const initialization: Initialization = {
      functionName: name,
      functionArn: arn,
      codeDirectory,
      handler,
      memoryMegabytes,
      logGroupName: this.#logGroupName,
      logStreamName: this.#logStreamName,
      compileCache: COMPILE_CACHE,
    };
    const thread = new Worker(new URL('./runtime.ts', import.meta.url), {
      workerData: initialization,
      env: this.#environmentVariables(),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
      // The runtime sends what the function writes. What it would write before it can, is nobody's here.
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
      name,
    });
    const tooLong = setTimeout(() => {
      const seconds = INITIALIZATION_TIMEOUT_MS / 1000;
      this.#break({ errorType: 'Sandbox.Timedout', errorMessage: `Initialization took longer than ${seconds} s` });
      void thread.terminate();
    }, INITIALIZATION_TIMEOUT_MS);
    void this.#initialized.promise.then(() => clearTimeout(tooLong));

    thread.on('message', (message: RuntimeMessage) => this.#receive(message));
    thread.on('error', (error: NodeJS.ErrnoException) =>
      this.#break(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { errorType: 'Runtime.OutOfMemory', errorMessage: `The function needs more than ${memoryMegabytes} MB` }
          : { errorType: error.name, errorMessage: error.message },
      ),
    );
    thread.on('exit', (code) => this.#end(code));
    return thread;
  }

  /**
   * Nothing of the host's environment: a function has what Lambda and its template give it.
   * Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
   */
  #environmentVariables(): Record<string, string> {
    const { name, arn, codeDirectory, handler, memoryMegabytes, environment } = this.#definition;
    const region = arn.split(':')[3] ?? '';
    return {
      AWS_DEFAULT_REGION: region,
      AWS_REGION: region,
      LANG: 'en_US.UTF-8',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      // For what reads the variable only: in a thread Node does not act on it, dates are in the host's time zone.
      TZ: ':UTC',
      ...environment,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: this.#logGroupName,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#logStreamName,
      ...(this.#options.overlapping && { AWS_LAMBDA_MAX_CONCURRENCY: OVERLAPPING_INVOCATIONS }),
      LAMBDA_TASK_ROOT: codeDirectory,
      _HANDLER: handler,
    };
  }

  #run(event: unknown, cold: boolean): Promise<InvocationResult> {
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const { timeoutMs } = this.#definition;
    const timeout = setTimeout(() => this.#timeOut(requestId), timeoutMs);
    this.#running.set(requestId, { resolve, cold, startedAt: performance.now(), timeout });
    if (this.#logsSuccess) this.#logPlatform('platform.start', { requestId, version: '$LATEST' });
    if (this.#state === 'ended') {
      this.#finish(requestId, this.#brokenResult(requestId));
      return promise;
    }
    try {
      const message: InvocationMessage = {
        requestId,
        event: JSON.stringify(event) ?? 'null',
        deadline: Date.now() + timeoutMs,
      };
      this.#thread?.postMessage(message);
    } catch (error) {
      const errorMessage = `Could not turn the event into JSON: ${error instanceof Error ? error.message : error}`;
      this.#finish(requestId, { ok: false, errorType: 'InvalidRequestContentException', errorMessage });
    }
    return promise;
  }

  #receive(message: RuntimeMessage): void {
    switch (message.type) {
      case 'output':
        this.#logOutput(message.stream, message.text);
        break;
      case 'result':
        this.#maxMemoryBytes = Math.max(this.#maxMemoryBytes, message.memoryBytes);
        this.#finish(message.requestId, { ok: true, payload: JSON.parse(message.payload) });
        break;
      case 'error': {
        this.#maxMemoryBytes = Math.max(this.#maxMemoryBytes, message.memoryBytes);
        const { errorType, errorMessage } = message;
        this.#finish(message.requestId, { ok: false, errorType, errorMessage });
        break;
      }
      case 'initialized':
        this.#state = 'ready';
        // An idle environment is no reason for the host to stay alive; who waits for one holds a timer. Before the thread
        // is up this would have no effect.
        this.#thread?.unref();
        this.#initializationMs = performance.now() - this.#startedAt;
        this.#initialized.resolve();
        break;
      case 'fatal':
        this.#break(message);
        break;
    }
  }

  #timeOut(requestId: string): void {
    // A result that came in while this thread was busy came in time: those that are there are received first.
    setImmediate(() => {
      if (!this.#running.has(requestId)) return;
      const seconds = (this.#definition.timeoutMs / 1000).toFixed(2);
      const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds`;
      this.#finish(requestId, { ok: false, errorType: 'Sandbox.Timedout', errorMessage });
      this.retire();
    });
  }

  /**
   * The environment is ending, for the first reason given. Its invocations are answered when its thread is gone, after
   * all that it still had to say.
   */
  #break({ errorType, errorMessage }: Failure): void {
    this.#failure ??= { errorType, errorMessage };
    if (!this.#retired) {
      this.#retired = true;
      this.#options.onRetired();
    }
  }

  #end(exitCode: number): void {
    this.#state = 'ended';
    const status = exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`;
    this.#break({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited ${status}` });
    for (const [stream, rest] of this.#unfinishedLines) if (rest !== '') this.#logOutput(stream, '\n');
    for (const requestId of [...this.#running.keys()]) this.#finish(requestId, this.#brokenResult(requestId));
    this.#initialized.resolve();
    this.#options.onEnded();
    this.#ended.resolve();
  }

  #brokenResult(requestId: string): InvocationResult {
    const { errorType, errorMessage } = this.#failure ?? { errorType: 'Runtime.ExitError', errorMessage: '' };
    const byRuntime = errorType === 'Runtime.ExitError' || errorType === 'Runtime.OutOfMemory';
    return {
      ok: false,
      errorType,
      errorMessage: byRuntime ? `RequestId: ${requestId} Error: ${errorMessage}` : errorMessage,
    };
  }

  #finish(requestId: string, result: InvocationResult): void {
    const running = this.#running.get(requestId);
    // Results of invocations that have timed out come when nobody waits for them any more.
    if (!running) return;
    clearTimeout(running.timeout);
    this.#running.delete(requestId);
    if (this.#logsSuccess || !result.ok) this.#report(requestId, running, result);
    running.resolve(result);
  }

  #endIfDone(): void {
    if (this.#retired && this.#load === 0 && this.#state !== 'ended') void this.#thread?.terminate();
  }

  #report(requestId: string, { startedAt, cold }: Running, result: InvocationResult): void {
    const durationMs = performance.now() - startedAt;
    const initDurationMs = cold ? this.#initializationMs : 0;
    this.#logPlatform('platform.report', {
      requestId,
      metrics: {
        durationMs: round(durationMs),
        // Lambda bills the initialization of an on-demand function too, since August 2025.
        billedDurationMs: Math.ceil(durationMs + initDurationMs),
        memorySizeMB: this.#definition.memoryMegabytes,
        maxMemoryUsedMB: Math.ceil(this.#maxMemoryBytes / BYTES_PER_MEGABYTE),
        ...(cold && { initDurationMs: round(initDurationMs) }),
      },
      status: statusOf(result),
      ...(!result.ok && { errorType: result.errorType }),
    });
  }

  /** A line of Lambda's own, in its JSON log format. Source: "Lambda Telemetry API Event schema reference". */
  #logPlatform(type: string, record: Record<string, unknown>): void {
    this.#log(JSON.stringify({ time: new Date().toISOString(), type, record }));
  }

  #logOutput(stream: OutputStream, text: string): void {
    const lines = ((this.#unfinishedLines.get(stream) ?? '') + text).split('\n');
    this.#unfinishedLines.set(stream, lines.pop() ?? '');
    for (const line of lines) this.#log(line);
  }

  #log(message: string): void {
    this.#options.onLog({
      timestamp: Date.now(),
      logGroupName: this.#logGroupName,
      logStreamName: this.#logStreamName,
      message,
    });
  }
}

function statusOf(result: InvocationResult): string {
  if (result.ok) return 'success';
  return result.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
