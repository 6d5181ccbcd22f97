import { randomUUID } from 'node:crypto';
import type { InvocationResult } from './invocation.ts';

const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 60_000;

export interface AsyncInvocationsOptions {
  readonly functionArn: string;
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  /** How often an event is tried again before it is given to `onExhausted` (`MaximumRetryAttempts`). */
  readonly maximumRetryAttempts: number;
  /** Keeps an event that failed each time, as AWS describes it to a failure destination. Without it, events are tried for ever. */
  readonly onExhausted?: ((record: object) => Promise<void>) | undefined;
  /** Told when the function begins to fail, and when an event is given up. */
  readonly onError: (error: Error) => void;
  /** Ends early when the signal is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

/**
 * A function's asynchronous invocations: one at a time, in the order in which they come, each until it succeeds.
 *
 * AWS tries an event three times in three minutes and then gives it to the failure destination. Here whoever invokes can
 * wait, so an event is not given up because what the function needs is away, for however long: while nothing succeeds,
 * one event after the other is tried, with a delay that doubles from 1 s to 60 s. An event has used up an attempt only
 * when others succeeded since the last one: then the fault is its own.
 * Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #stopping = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #successes = 0;
  #delayMs = 0;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  /**
   * Invokes the function with an event until that has succeeded, or has failed for good and is kept elsewhere.
   *
   * @returns whether either is so; false where the host stops before
   */
  async deliver(event: unknown): Promise<boolean> {
    let attempts = 0;
    let seen = -1;
    for (;;) {
      const result = await this.#inTurn(event);
      if (result === undefined) return false;
      if (result.ok) return true;
      if (seen !== this.#successes) attempts += 1;
      seen = this.#successes;
      if (attempts > this.#options.maximumRetryAttempts && (await this.#giveUp(event, result, attempts))) return true;
    }
  }

  /** Delays and further attempts end; an event that comes from now on has one. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @returns nothing when the host stops and the function fails */
  #inTurn(event: unknown): Promise<InvocationResult | undefined> {
    const turn = this.#last.then(() => this.#attempt(event));
    this.#last = turn;
    return turn;
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
    if (this.#delayMs === 0) onError(new Error(`Tried again until it succeeds: ${this.#name}: ${result.errorMessage}`));
    this.#delayMs = Math.min(Math.max(this.#delayMs * 2, FIRST_DELAY_MS), LAST_DELAY_MS);
    return result;
  }

  async #giveUp(event: unknown, result: InvocationResult & { ok: false }, attempts: number): Promise<boolean> {
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
      onError(new Error(`An event of ${this.#name} could not be kept`, { cause: error }));
      return false;
    }
    onError(new Error(`Given to the failure destination of ${this.#name}: ${errorMessage}`));
    return true;
  }

  get #name(): string {
    return this.#options.functionArn.split(':').at(-1) ?? this.#options.functionArn;
  }
}
