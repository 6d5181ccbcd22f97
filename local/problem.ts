/** A request that the host refuses itself, before it reaches an emulated service. */
export interface HostProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The response with problem details. Source: RFC 9457. */
export function problemResponse({ status, title, detail, headers }: HostProblem) {
  return {
    statusCode: status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  };
}
