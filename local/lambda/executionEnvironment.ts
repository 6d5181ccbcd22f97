import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { asError } from '../asError.ts';
import type { FunctionDefinition, FunctionLogLine } from './definition.ts';
import { environmentVariables } from './environmentVariables.ts';
import { FunctionLog } from './functionLog.ts';
import type { InvocationResult } from './invocation.ts';
import type { Failure, Initialization, InvocationMessage, RuntimeMessage } from './protocol.ts';

/** Source: AWS Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle" (init phase). */
const INITIALIZATION_TIMEOUT_MS = 10_000;

/**
 * Where Node keeps compiled code for other threads and later runs. Without it every thread loads a compiler to strip the
 * types from `runtime.ts`: 40 ms and 5 MB each (measured). The directory is Node's default.
 */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache');

export interface ExecutionEnvironmentOptions {
  /** Whether several invocations run at a time, as on Lambda Managed Instances, or only one, as on classic Lambda. */
  readonly overlapping: boolean;
  readonly onLog: (line: FunctionLogLine) => void;
  /** Called once, when the initialization has succeeded or failed. */
  readonly onInitialized: () => void;
  /** Called once, when the environment accepts no further invocations. */
  readonly onRetired: () => void;
  /** Called once, when the thread has ended. */
  readonly onEnded: () => void;
}

interface RunningInvocation {
  readonly resolve: (result: InvocationResult) => void;
  /** Whether it is the environment's first. */
  readonly cold: boolean;
  readonly startedAt: number;
  readonly timeout: NodeJS.Timeout;
}

/**
 * An execution environment: a worker thread that loads a function's code once and runs its invocations. An error that the
 * handler does not catch ends the environment, and nothing else.
 * Source: AWS Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle".
 */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #log: FunctionLog;
  readonly #thread: Worker | undefined;
  readonly #initialized = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #running = new Map<string, RunningInvocation>();
  readonly #startedAt = performance.now();
  #state: 'initializing' | 'ready' | 'ended' = 'initializing';
  #retired = false;
  /** Why the environment ends, unless it was asked to. */
  #failure: Failure | undefined;
  /** The number of invocations that have not returned. */
  #load = 0;
  #cold = true;
  #initializationMs = 0;
  #maxMemoryBytes = 0;

  constructor(definition: FunctionDefinition, options: ExecutionEnvironmentOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#log = new FunctionLog(definition, options.onLog);
    void this.#initialized.promise.then(options.onInitialized);
    try {
      this.#thread = this.#startThread();
    } catch (error) {
      // Threads do not accept all `NODE_OPTIONS`. The callbacks must not be called before the constructor returns.
      const reason = asError(error).message;
      queueMicrotask(() => {
        this.#fail({ errorType: 'Runtime.ExitError', errorMessage: reason });
        this.#end(1);
      });
    }
  }

  /**
   * Runs an invocation, once the environment has initialized. The function's timeout starts then. Never rejects: errors
   * are part of the result. When it resolves, `onLog` has been called with every line that the function has written.
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

  /** Accepts no further invocations, and ends when those in progress have finished. */
  retire(): void {
    if (!this.#retired) {
      this.#retired = true;
      this.#options.onRetired();
    }
    this.#endIfDone();
  }

  /** Ends the environment at once. Invocations in progress fail. Resolves when the thread has ended. */
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
      logGroupName: this.#log.logGroupName,
      logStreamName: this.#log.logStreamName,
      compileCache: COMPILE_CACHE,
    };
    const thread = new Worker(new URL('./runtime.ts', import.meta.url), {
      workerData: initialization,
      env: environmentVariables(this.#definition, {
        logGroupName: this.#log.logGroupName,
        logStreamName: this.#log.logStreamName,
        compileCache: COMPILE_CACHE,
        overlapping: this.#options.overlapping,
      }),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
      // The runtime sends the function's output as messages. These options keep the thread's own output off the host's.
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
      name,
    });
    const initializationTimeout = setTimeout(() => {
      const seconds = INITIALIZATION_TIMEOUT_MS / 1000;
      this.#fail({ errorType: 'Sandbox.Timedout', errorMessage: `Initialization took longer than ${seconds} s` });
      void thread.terminate();
    }, INITIALIZATION_TIMEOUT_MS);
    void this.#initialized.promise.then(() => clearTimeout(initializationTimeout));

    thread.on('message', (message: RuntimeMessage) => this.#receive(message));
    thread.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { errorType: 'Runtime.OutOfMemory', errorMessage: `The function needs more than ${memoryMegabytes} MB` }
          : { errorType: error.name, errorMessage: error.message },
      ),
    );
    thread.on('exit', (code) => this.#end(code));
    return thread;
  }

  #run(event: unknown, cold: boolean): Promise<InvocationResult> {
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const { timeoutMs } = this.#definition;
    const timeout = setTimeout(() => this.#timeOut(requestId), timeoutMs);
    this.#running.set(requestId, { resolve, cold, startedAt: performance.now(), timeout });
    this.#log.writeStart(requestId);
    if (this.#state === 'ended') {
      this.#finish(requestId, this.#failedResult(requestId));
      return promise;
    }
    try {
      const message: InvocationMessage = {
        requestId,
        event: JSON.stringify(event) ?? 'null',
        deadlineMs: Date.now() + timeoutMs,
      };
      this.#thread?.postMessage(message);
    } catch (error) {
      const errorMessage = `Could not serialize the event to JSON: ${asError(error).message}`;
      this.#finish(requestId, { ok: false, errorType: 'InvalidRequestContentException', errorMessage });
    }
    return promise;
  }

  #receive(message: RuntimeMessage): void {
    switch (message.type) {
      case 'output':
        this.#log.writeOutput(message.stream, message.text);
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
        // An idle environment does not keep the host alive; an invocation in progress has a timer that does. Before the
        // thread is up, `unref` has no effect.
        this.#thread?.unref();
        this.#initializationMs = performance.now() - this.#startedAt;
        this.#initialized.resolve();
        break;
      case 'fatal':
        this.#fail(message);
        break;
    }
  }

  #timeOut(requestId: string): void {
    // The host's thread may have been busy: a result that has already arrived is received before the timeout counts.
    setImmediate(() => {
      if (!this.#running.has(requestId)) return;
      const seconds = (this.#definition.timeoutMs / 1000).toFixed(2);
      const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds`;
      this.#finish(requestId, { ok: false, errorType: 'Sandbox.Timedout', errorMessage });
      this.retire();
    });
  }

  /**
   * Records why the environment is ending; the first reason counts. Its invocations fail when the thread has ended, after
   * the last of its output.
   */
  #fail({ errorType, errorMessage }: Failure): void {
    this.#failure ??= { errorType, errorMessage };
    if (!this.#retired) {
      this.#retired = true;
      this.#options.onRetired();
    }
  }

  #end(exitCode: number): void {
    this.#state = 'ended';
    const status = exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`;
    this.#fail({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited ${status}` });
    this.#log.endOutput();
    for (const requestId of [...this.#running.keys()]) this.#finish(requestId, this.#failedResult(requestId));
    this.#initialized.resolve();
    this.#options.onEnded();
    this.#ended.resolve();
  }

  #failedResult(requestId: string): InvocationResult {
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
    // The invocation has timed out before.
    if (!running) return;
    clearTimeout(running.timeout);
    this.#running.delete(requestId);
    this.#log.writeReport(requestId, {
      result,
      durationMs: performance.now() - running.startedAt,
      initDurationMs: running.cold ? this.#initializationMs : undefined,
      maxMemoryBytes: this.#maxMemoryBytes,
    });
    running.resolve(result);
  }

  #endIfDone(): void {
    if (this.#retired && this.#load === 0 && this.#state !== 'ended') void this.#thread?.terminate();
  }
}
