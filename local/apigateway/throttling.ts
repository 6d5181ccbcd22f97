/** The settings of a stage for some or all methods. `*` stands for all paths, or for all methods. */
export interface MethodSetting {
  readonly resourcePath: string;
  readonly httpMethod: string;
  /** Requests per second. */
  readonly throttlingRateLimit?: number;
  /** The size of the token bucket, in requests. */
  readonly throttlingBurstLimit?: number;
}

/**
 * The limits of an account, where a stage sets only one of the two.
 * Source: Amazon API Gateway Developer Guide, "API Gateway account-level quotas".
 */
const ACCOUNT_RATE_LIMIT = 10_000;
const ACCOUNT_BURST_LIMIT = 5_000;

/**
 * Throttles the methods of a stage, each with its own token bucket. Settings of a method take precedence over those of its
 * resource, and those over the settings for all methods.
 * Source: API Gateway Developer Guide, "Throttle requests to your REST APIs".
 */
export class Throttling {
  readonly #settings: readonly MethodSetting[];
  readonly #now: () => number;
  /** By path, then by method. */
  readonly #buckets = new Map<string, Map<string, TokenBucket | undefined>>();

  /** @param now milliseconds of a monotonic clock */
  constructor(settings: readonly MethodSetting[], now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Takes a token for a request. @returns false when there is none, and the request is to be rejected */
  admits(resourcePath: string, httpMethod: string): boolean {
    if (this.#settings.length === 0) return true;
    return this.#bucket(resourcePath, httpMethod)?.take(this.#now()) ?? true;
  }

  #bucket(resourcePath: string, httpMethod: string): TokenBucket | undefined {
    const methods = this.#buckets.get(resourcePath) ?? new Map<string, TokenBucket | undefined>();
    if (methods.size === 0) this.#buckets.set(resourcePath, methods);
    if (!methods.has(httpMethod)) methods.set(httpMethod, this.#newBucket(resourcePath, httpMethod));
    return methods.get(httpMethod);
  }

  #newBucket(resourcePath: string, httpMethod: string): TokenBucket | undefined {
    const applicable = [
      [resourcePath, httpMethod],
      [resourcePath, 'ANY'],
      [resourcePath, '*'],
      ['*', httpMethod],
      ['*', '*'],
    ].flatMap(([path, method]) =>
      this.#settings.filter((setting) => setting.resourcePath === path && setting.httpMethod === method),
    );
    const rate = applicable.find((setting) => setting.throttlingRateLimit !== undefined)?.throttlingRateLimit;
    const burst = applicable.find((setting) => setting.throttlingBurstLimit !== undefined)?.throttlingBurstLimit;
    if (rate === undefined && burst === undefined) return undefined;
    return new TokenBucket(rate ?? ACCOUNT_RATE_LIMIT, burst ?? ACCOUNT_BURST_LIMIT, this.#now());
  }
}

class TokenBucket {
  readonly #perSecond: number;
  readonly #size: number;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, size: number, now: number) {
    this.#perSecond = perSecond;
    this.#size = size;
    this.#tokens = size;
    this.#filledAt = now;
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.#size, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
