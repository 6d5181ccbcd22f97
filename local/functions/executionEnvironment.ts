import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { type FunctionDefinition, type FunctionLogLine, logGroupName } from './definition.ts';
import type { InvocationResult } from './invocation.ts';
import type { Initialization, InvocationMessage, RuntimeMessage } from './protocol.ts';

/** Lambda gives the initialization of an on-demand function ten seconds. */
const INITIALIZATION_TIMEOUT_MS = 10_000;

/**
 * How many invocations one environment is told that it may have at once. Nothing here counts them; a function sees it as
 * `AWS_LAMBDA_MAX_CONCURRENCY` and keeps its invocations apart.
 */
const OVERLAPPING_INVOCATIONS = '1000';

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
  readonly startedAt: number;
  timeout: NodeJS.Timeout | undefined;
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
  readonly #thread: Worker;
  readonly #running = new Map<string, Running>();
  readonly #initialized = Promise.withResolvers<InvocationResult | undefined>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #startedAt = performance.now();
  #initializationMs = 0;
  #cold = true;
  #failure: InvocationResult | undefined;
  #retired = false;

  constructor(definition: FunctionDefinition, options: ExecutionEnvironmentOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#logGroupName = logGroupName(definition.name);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#logStreamName = `${today}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    this.#thread = this.#startThread();
  }

  /** How many invocations are in progress. */
  get load(): number {
    return this.#running.size;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const running: Running = { resolve, startedAt: performance.now(), timeout: undefined };
    this.#running.set(requestId, running);
    const cold = this.#cold;
    this.#cold = false;

    const failure = await this.#initialized.promise;
    if (failure) return this.#finish(requestId, failure);

    const startedAt = performance.now();
    this.#logPlatform('platform.start', { requestId, version: '$LATEST' });
    const { timeoutMs } = this.#definition;
    running.timeout = setTimeout(() => this.#timeOut(requestId), timeoutMs);
    const message: InvocationMessage = {
      requestId,
      event: JSON.stringify(event ?? null),
      deadline: Date.now() + timeoutMs,
    };
    // An environment that broke between its initialization and now has already answered.
    if (this.#running.has(requestId)) this.#thread.postMessage(message);

    const result = await promise;
    this.#logPlatform('platform.report', {
      requestId,
      metrics: {
        durationMs: round(performance.now() - startedAt),
        memorySizeMB: this.#definition.memoryMegabytes,
        ...(cold && { initDurationMs: round(this.#initializationMs) }),
      },
      status: statusOf(result),
    });
    return result;
  }

  /** Takes no further invocation, and ends when those in progress have. */
  retire(): void {
    if (!this.#retired) {
      this.#retired = true;
      this.#options.onRetired();
    }
    if (this.#running.size === 0) void this.#thread.terminate();
  }

  /** Ends at once, and resolves when it has. Invocations in progress fail. */
  async terminate(): Promise<void> {
    await this.#thread.terminate();
    await this.#exited.promise;
  }

  #startThread(): Worker {
    const { name, arn, codeDirectory, handler, memoryMegabytes, environment } = this.#definition;
    const initialization: Initialization = {
      functionName: name,
      functionArn: arn,
      codeDirectory,
      handler,
      memoryMegabytes,
      logGroupName: this.#logGroupName,
      logStreamName: this.#logStreamName,
      overlapping: this.#options.overlapping,
    };
    const thread = new Worker(new URL('./runtime.ts', import.meta.url), {
      workerData: initialization,
      // Nothing of the host's environment: a function has what Lambda and its template give it.
      env: {
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
      },
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
      stdout: true,
      stderr: true,
      name,
    });
    this.#forwardLines(thread.stdout);
    this.#forwardLines(thread.stderr);
    const tooLong = setTimeout(
      () => this.#break('Sandbox.Timedout', `Initialization took longer than ${INITIALIZATION_TIMEOUT_MS / 1000} s`),
      INITIALIZATION_TIMEOUT_MS,
    );
    void this.#initialized.promise.then(() => {
      clearTimeout(tooLong);
      this.#options.onInitialized();
    });

    thread.on('message', (message: RuntimeMessage) => this.#receive(message));
    thread.on('error', (error: NodeJS.ErrnoException) =>
      this.#break(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'Runtime.OutOfMemory' : error.name,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `The function needs more than ${memoryMegabytes} MB`
          : error.message,
      ),
    );
    thread.on('exit', (code) => {
      this.#break('Runtime.ExitError', `Runtime exited with error: exit status ${code}`);
      this.#exited.resolve();
      this.#options.onEnded();
    });
    return thread;
  }

  #receive(message: RuntimeMessage): void {
    switch (message.type) {
      case 'initialized':
        this.#initializationMs = performance.now() - this.#startedAt;
        this.#initialized.resolve(undefined);
        break;
      case 'initializationFailed':
        this.#log(JSON.stringify({ level: 'ERROR', message: 'Initialization failed', ...message, type: undefined }));
        this.#break(message.errorType, message.errorMessage);
        break;
      case 'result':
        this.#finish(message.requestId, { ok: true, payload: JSON.parse(message.payload) });
        break;
      case 'error':
        this.#finish(message.requestId, {
          ok: false,
          errorType: message.errorType,
          errorMessage: message.errorMessage,
        });
        break;
    }
  }

  #timeOut(requestId: string): void {
    const seconds = (this.#definition.timeoutMs / 1000).toFixed(2);
    const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds`;
    this.#finish(requestId, { ok: false, errorType: 'Sandbox.Timedout', errorMessage });
    this.retire();
  }

  /** The environment is of no more use: every invocation in it fails, once and for the first reason. */
  #break(errorType: string, errorMessage: string): void {
    this.#failure ??= { ok: false, errorType, errorMessage };
    this.#initialized.resolve(this.#failure);
    for (const requestId of [...this.#running.keys()]) this.#finish(requestId, this.#failure);
    this.retire();
  }

  #finish(requestId: string, result: InvocationResult): InvocationResult {
    const running = this.#running.get(requestId);
    if (running) {
      clearTimeout(running.timeout);
      this.#running.delete(requestId);
      running.resolve(result);
      if (this.#retired && this.#running.size === 0) void this.#thread.terminate();
    }
    return result;
  }

  #forwardLines(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#log(line);
    });
    stream.on('end', () => {
      if (rest !== '') this.#log(rest);
    });
  }

  /** A line of Lambda's own, in its JSON log format. Source: "Lambda Telemetry API Event schema reference". */
  #logPlatform(type: string, record: Record<string, unknown>): void {
    this.#log(JSON.stringify({ time: new Date().toISOString(), type, record }));
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
