/**
 * A response as handlers return it. `httpHandler` serializes the body as JSON. A `Location` is relative to the route
 * (`./status/…`), so that it is valid behind any prefix.
 */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined in a response without a body. */
  readonly body: unknown;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body };
}
