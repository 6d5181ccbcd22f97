import type { FunctionDefinition, FunctionLogLine } from './definition.ts';
import { ExecutionEnvironment } from './executionEnvironment.ts';
import type { InvocationResult } from './invocation.ts';

/**
 * How invocations share execution environments: `shared`, one takes as many at once as come, as on Lambda Managed
 * Instances; `isolated`, one takes a single invocation at a time, as on classic Lambda.
 */
export type Concurrency = 'shared' | 'isolated';

/** More threads than this on one machine would only wait for each other. Invocations beyond it wait for their turn. */
const MAX_ENVIRONMENTS = 32;
/**
 * How many may initialize at once. Loading code is all work and an invocation mostly waits: while a second environment
 * would be starting, the first has done what is asked of it, and a machine is not a data centre.
 */
const MAX_INITIALIZING = 1;
/** How long an environment that takes one invocation at a time is kept for the next. */
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

/** A function: starts execution environments when invocations need them, and replaces those that broke. */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  #definition: FunctionDefinition;
  /** The environments that take invocations. */
  readonly #environments = new Set<ExecutionEnvironment>();
  /** Those, and the ones that only finish what they have. */
  readonly #alive = new Set<ExecutionEnvironment>();
  readonly #initializing = new Set<ExecutionEnvironment>();
  /** Isolated environments without an invocation, the most recently used last. */
  readonly #idle: { readonly environment: ExecutionEnvironment; readonly timeout: NodeJS.Timeout }[] = [];
  /** Invocations that no environment is there for, the oldest first. Given none, they are refused. */
  readonly #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  readonly #drained = Promise.withResolvers<void>();
  #running = 0;
  #stopped = false;

  constructor(definition: FunctionDefinition, options: LambdaFunctionOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  /**
   * Runs the function with an event that JSON can carry. Never rejects: whatever goes wrong is the result, with the
   * `errorType` that Lambda has for it, such as `Sandbox.Timedout`. What the function logged until then has been given to
   * `onLog` when this resolves.
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
   * Has all further invocations run in fresh environments, with this definition; those in progress finish with the one
   * they began with.
   */
  reload(definition: FunctionDefinition = this.#definition): void {
    this.#definition = definition;
    for (const environment of [...this.#environments]) environment.retire();
  }

  /**
   * Refuses all further invocations, waits for those in progress, and ends them when that takes longer than `graceMs`
   * milliseconds. Resolves when every environment is gone.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    for (const proceed of this.#waiting.splice(0)) proceed(undefined);
    for (const { timeout } of this.#idle.splice(0)) clearTimeout(timeout);
    if (this.#running > 0) {
      const grace = setTimeout(this.#drained.resolve, graceMs);
      await this.#drained.promise;
      clearTimeout(grace);
    }
    await Promise.all([...this.#alive].map((environment) => environment.terminate()));
  }

  async #run(environment: ExecutionEnvironment, event: unknown): Promise<InvocationResult> {
    this.#running += 1;
    try {
      return await environment.invoke(event);
    } finally {
      this.#running -= 1;
      if (this.#stopped && this.#running === 0) this.#drained.resolve();
      this.#release(environment);
    }
  }

  /** An environment for one more invocation, where there is one or one may be started. */
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
    if (this.#stopped || this.#options.concurrency === 'shared') return;
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
