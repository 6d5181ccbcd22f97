import { setTimeout as sleep } from 'node:timers/promises';
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
 * How many may initialize at once. Loading code is all work and an invocation mostly waits, so that those which are there
 * have done what is asked of a function before many more could have been started.
 */
const MAX_INITIALIZING = 2;

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
  readonly #invocations = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(definition: FunctionDefinition, options: LambdaFunctionOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  /** Runs the function with an event. Never throws: whatever goes wrong is the result. */
  async invoke(event: unknown): Promise<InvocationResult> {
    while (!this.#stopped) {
      const environment = this.#free();
      if (environment) return this.#run(environment, event);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return { ok: false, errorType: 'ServiceException', errorMessage: 'The service is stopping' };
  }

  /** Has all further invocations run with this definition; those in progress finish with the one they began with. */
  reload(definition: FunctionDefinition): void {
    this.#definition = definition;
    for (const environment of this.#environments) environment.retire();
  }

  /** Takes no further invocation, waits for those in progress, and ends them when that takes longer than `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    for (const proceed of this.#waiting.splice(0)) proceed();
    const inTime = new AbortController();
    const grace = sleep(graceMs, undefined, { signal: inTime.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(this.#invocations), grace]);
    inTime.abort();
    await Promise.all([...this.#alive].map((environment) => environment.terminate()));
  }

  #free(): ExecutionEnvironment | undefined {
    for (const environment of this.#environments) {
      if (this.#options.concurrency === 'shared' || environment.load === 0) return environment;
    }
    const mayStart = this.#environments.size < MAX_ENVIRONMENTS && this.#initializing.size < MAX_INITIALIZING;
    return mayStart ? this.#start() : undefined;
  }

  async #run(environment: ExecutionEnvironment, event: unknown): Promise<InvocationResult> {
    const invocation = environment.invoke(event);
    this.#invocations.add(invocation);
    try {
      return await invocation;
    } finally {
      this.#invocations.delete(invocation);
      this.#waiting.shift()?.();
    }
  }

  #start(): ExecutionEnvironment {
    const environment: ExecutionEnvironment = new ExecutionEnvironment(this.#definition, {
      overlapping: this.#options.concurrency === 'shared',
      onLog: this.#options.onLog,
      onInitialized: () => {
        this.#initializing.delete(environment);
        this.#waiting.shift()?.();
      },
      onRetired: () => this.#environments.delete(environment),
      onEnded: () => this.#alive.delete(environment),
    });
    this.#initializing.add(environment);
    this.#environments.add(environment);
    this.#alive.add(environment);
    return environment;
  }
}
