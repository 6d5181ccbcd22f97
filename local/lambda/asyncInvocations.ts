import { randomUUID } from 'node:crypto';
import type { InvocationResult } from './invocation.ts';

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

export interface AsyncInvocationsOptions {
  readonly functionArn: string;
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  /** How often a failed event is tried again before it is given to `onExhausted` (`MaximumRetryAttempts`). */
  readonly maximumRetryAttempts: number;
  /**
   * Sends an invocation record of an event whose attempts have all failed to the failure destination. Without it, events
   * are tried again without end.
   */
  readonly onExhausted?: ((record: object) => Promise<void>) | undefined;
  /** Called when the function begins to fail, and for each event whose attempts are exhausted. */
  readonly onError: (error: Error) => void;
  /** Resolves early when the signal is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The asynchronous invocations of a function: one at a time, in the order in which they arrive, each until it succeeds.
 *
 * Lambda attempts an event three times within three minutes before it sends it to the failure destination. On this
 * machine an event waits for an outage of the function's dependencies to end, however long that takes: while no event
 * succeeds, events are tried again in turn, with a delay that doubles from 1 s to 60 s. An attempt counts only when other
 * events have succeeded since the previous attempt, because then the event itself is the likely cause.
 * Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #stopping = new AbortController();
  #lastAttempt: Promise<unknown> = Promise.resolve();
  #successes = 0;
  #delayMs = 0;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  /**
   * Invokes the function with an event until it has succeeded, or its attempts are exhausted and it is in the failure destination.
   *
   * @returns whether either is the case; false when `stop` is called before
   */
  async deliver(event: unknown): Promise<boolean> {
    let countedAttempts = 0;
    let successesBefore = -1;
    for (;;) {
      const result = await this.#attemptInOrder(event);
      if (result === undefined) return false;
      if (result.ok) return true;
      if (successesBefore !== this.#successes) countedAttempts += 1;
      successesBefore = this.#successes;
      const exhausted = countedAttempts > this.#options.maximumRetryAttempts;
      if (exhausted && (await this.#sendToFailureDestination(event, result, countedAttempts))) return true;
    }
  }

  /** Ends delays and retries. An event that arrives after this is attempted once. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @returns `undefined` when the attempt fails, or is not made, because of `stop` */
  #attemptInOrder(event: unknown): Promise<InvocationResult | undefined> {
    const attempt = this.#lastAttempt.then(() => this.#attempt(event));
    this.#lastAttempt = attempt;
    return attempt;
  }

  async #attempt(event: unknown): Promise<InvocationResult | undefined> {
    const { invoke, onError, sleep } = this.#options;
    if (this.#delayMs > 0) await sleep(this.#delayMs, this.#stopping.signal);
    if (this.#delayMs > 0 && this.#stopping.signal.aborted) return undefined;
    const result = await invoke(event);
    if (result.ok) {
      this.#successes += 1;
      this.#delayMs = 0;
      return result;
    }
    if (this.#stopping.signal.aborted) return undefined;
    if (this.#delayMs === 0) {
      onError(new Error(`${this.#name} failed and is retried until it succeeds: ${result.errorMessage}`));
    }
    this.#delayMs = Math.min(Math.max(this.#delayMs * 2, FIRST_DELAY_MS), MAX_DELAY_MS);
    return result;
  }

  /** @returns whether the event is in the failure destination */
  async #sendToFailureDestination(
    event: unknown,
    result: InvocationResult & { ok: false },
    attempts: number,
  ): Promise<boolean> {
    const { functionArn, now, onError, onExhausted } = this.#options;
    if (!onExhausted) return false;
    const { errorType, errorMessage } = result;
    try {
      // Source: AWS Lambda Developer Guide, "Retaining records of asynchronous invocations" (invocation record).
      await onExhausted({
        version: '1.0',
        timestamp: new Date(now()).toISOString(),
        requestContext: {
          requestId: randomUUID(),
          functionArn: `${functionArn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: attempts,
        },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType, errorMessage },
      });
    } catch (error) {
      onError(new Error(`An event of ${this.#name} could not be sent to its failure destination`, { cause: error }));
      return false;
    }
    onError(new Error(`An event of ${this.#name} was sent to its failure destination: ${errorMessage}`));
    return true;
  }

  get #name(): string {
    return this.#options.functionArn.split(':').at(-1) ?? this.#options.functionArn;
  }
}
