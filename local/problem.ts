import type { ServerResponse } from 'node:http';

/** A request that the host refuses itself, before it reaches an emulated service. */
export interface HostProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Responds with problem details. Source: RFC 9457. */
export function sendProblem(response: ServerResponse, { status, title, detail, headers }: HostProblem): void {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}
