import type { FunctionDefinition, FunctionLogLine } from './definition.ts';
import { ExecutionEnvironment } from './executionEnvironment.ts';
import type { InvocationResult } from './invocation.ts';

/**
 * How invocations share execution environments. `shared`: one environment runs all invocations, as on Lambda Managed
 * Instances. `isolated`: an environment runs one invocation at a time, as on classic Lambda.
 */
export type Concurrency = 'shared' | 'isolated';

/** The most environments of a function. Further invocations wait for one. A choice: more threads only compete for the CPU. */
const MAX_ENVIRONMENTS = 32;
/**
 * The most environments of a function that initialize at a time. Initialization uses the CPU, while invocations mostly
 * wait: an existing environment is usually free again before a second one has initialized.
 */
const MAX_INITIALIZING = 1;
/** How long an isolated environment is kept for the next invocation. A choice: Lambda does not document its own. */
const IDLE_TIMEOUT_MS = 5 * 60_000;

const STOPPING: InvocationResult = {
  ok: false,
  errorType: 'ServiceException',
  errorMessage: 'The service is stopping',
};

export interface LambdaFunctionOptions {
  readonly concurrency: Concurrency;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** A function: starts execution environments when invocations need them, and replaces those that failed. */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  #definition: FunctionDefinition;
  /** The environments that accept invocations. */
  readonly #environments = new Set<ExecutionEnvironment>();
  /** All environments, with those that only finish their invocations. */
  readonly #alive = new Set<ExecutionEnvironment>();
  readonly #initializing = new Set<ExecutionEnvironment>();
  /** Isolated environments without an invocation. The most recently used is the last. */
  readonly #idle: { readonly environment: ExecutionEnvironment; readonly timeout: NodeJS.Timeout }[] = [];
  /** Invocations that wait for an environment, the oldest first. Without one, they are refused. */
  readonly #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  readonly #drained = Promise.withResolvers<void>();
  #running = 0;
  #stopped = false;

  constructor(definition: FunctionDefinition, options: LambdaFunctionOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  /**
   * Invokes the function with an event, which is serialized to JSON. Never rejects: errors are part of the result, with
   * Lambda's `errorType`, such as `Sandbox.Timedout`. When it resolves, `onLog` has been called with every line that the
   * function has written.
   */
  async invoke(event: unknown): Promise<InvocationResult> {
    if (this.#stopped) return STOPPING;
    const environment = this.#waiting.length === 0 ? this.#take() : undefined;
    if (environment) return this.#run(environment, event);
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    this.#waiting.push((free) => resolve(free ? this.#run(free, event) : STOPPING));
    return promise;
  }

  /**
   * Runs all further invocations in new environments, with this definition. Invocations in progress finish in the
   * environments that they started in.
   */
  reload(definition: FunctionDefinition = this.#definition): void {
    this.#definition = definition;
    for (const environment of [...this.#environments]) environment.retire();
  }

  /**
   * Refuses all further invocations, and waits for those that have been accepted. After `graceMs` milliseconds it cuts off
   * the ones in progress, and refuses the ones that still wait for an environment. Resolves when all environments have
   * ended.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    if (!this.#isDrained) {
      const grace = setTimeout(this.#drained.resolve, graceMs);
      await this.#drained.promise;
      clearTimeout(grace);
    }
    for (const proceed of this.#waiting.splice(0)) proceed(undefined);
    for (const { timeout } of this.#idle.splice(0)) clearTimeout(timeout);
    await Promise.all([...this.#alive].map((environment) => environment.terminate()));
  }

  get #isDrained(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  async #run(environment: ExecutionEnvironment, event: unknown): Promise<InvocationResult> {
    this.#running += 1;
    try {
      return await environment.invoke(event);
    } finally {
      this.#running -= 1;
      this.#release(environment);
      if (this.#stopped && this.#isDrained) this.#drained.resolve();
    }
  }

  /** @returns an environment for one more invocation; `undefined` when all are busy and no other may be started */
  #take(): ExecutionEnvironment | undefined {
    if (this.#options.concurrency === 'shared') {
      for (const environment of this.#environments) return environment;
    }
    const idle = this.#idle.pop();
    if (idle) {
      clearTimeout(idle.timeout);
      return idle.environment;
    }
    const mayStart = this.#environments.size < MAX_ENVIRONMENTS && this.#initializing.size < MAX_INITIALIZING;
    return mayStart ? this.#start() : undefined;
  }

  #release(environment: ExecutionEnvironment): void {
    if (this.#options.concurrency === 'shared') return;
    if (this.#environments.has(environment)) {
      const timeout = setTimeout(() => environment.retire(), IDLE_TIMEOUT_MS);
      timeout.unref();
      this.#idle.push({ environment, timeout });
    }
    this.#proceed();
  }

  #proceed(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#take();
      if (!environment) return;
      this.#waiting.shift()?.(environment);
    }
  }

  #start(): ExecutionEnvironment {
    const environment: ExecutionEnvironment = new ExecutionEnvironment(this.#definition, {
      overlapping: this.#options.concurrency === 'shared',
      onLog: this.#options.onLog,
      onInitialized: () => {
        this.#initializing.delete(environment);
        this.#proceed();
      },
      onRetired: () => {
        this.#environments.delete(environment);
        const index = this.#idle.findIndex((idle) => idle.environment === environment);
        for (const { timeout } of index < 0 ? [] : this.#idle.splice(index, 1)) clearTimeout(timeout);
      },
      onEnded: () => {
        this.#alive.delete(environment);
        this.#proceed();
      },
    });
    this.#initializing.add(environment);
    this.#environments.add(environment);
    this.#alive.add(environment);
    return environment;
  }
}
