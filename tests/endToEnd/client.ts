import { setTimeout as sleep } from 'node:timers/promises';

/** A task in the API's responses. */
export interface TaskView {
  id: string;
  prediction_id?: string;
  task_id?: string;
  kind: string;
  status: 'queued' | 'processing' | 'succeeded' | 'failed' | 'canceled';
  /** Of a task of kind `answer`. */
  answer?: 'yes' | 'no' | null;
  /** Of a task of kind `transform`. */
  result?: unknown;
  /** In the response of `POST /submit`. */
  message?: string;
  reason?: string;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  queue_ms: number | null;
  processing_ms: number | null;
}

export interface Reply<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** For a request that hangs. The benchmarks measure how fast requests are. */
const TIMEOUT_MS = 60_000;

/** Sends a request. The path is not encoded: it reaches the server as it is written. */
export async function call<Body = TaskView>(url: string, path: string, init: RequestInit = {}): Promise<Reply<Body>> {
  const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** Sends a POST request, with a JSON body if there is one. */
export function post<Body = TaskView>(
  url: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply<Body>> {
  if (body === undefined) return call<Body>(url, path, { method: 'POST', headers });
  const type = { 'Content-Type': 'application/json' };
  return call<Body>(url, path, { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body) });
}

/** The headers of a request with a token. */
export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

/** Polls a task until it has succeeded, failed or been canceled. @throws Error when it has not within `timeoutMs` */
export async function waitForTask(url: string, id: string, timeoutMs = 60_000): Promise<TaskView> {
  const deadline = Date.now() + timeoutMs;
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 1.5, 1_000)) {
    const { body } = await call(url, `/predictions/${id}`);
    if (body.status !== 'queued' && body.status !== 'processing') return body;
    if (Date.now() > deadline) throw new Error(`Task ${id} is still ${body.status} after ${timeoutMs} ms`);
    await sleep(delayMs);
  }
}

/** Calls `find` until it returns a value. @throws Error when it has not within `timeoutMs` */
export async function eventually<Found>(find: () => Promise<Found | undefined>, timeoutMs = 30_000): Promise<Found> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Not found within ${timeoutMs} ms`);
    await sleep(50);
  }
}
