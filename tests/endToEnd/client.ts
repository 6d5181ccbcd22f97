import { setTimeout as sleep } from 'node:timers/promises';

/** A task as the API shows it. */
export interface TaskView {
  id: string;
  prediction_id?: string;
  task_id?: string;
  kind: string;
  status: 'queued' | 'processing' | 'succeeded' | 'failed' | 'canceled';
  /** Of an answer. */
  answer?: 'yes' | 'no' | null;
  /** Of a transform. */
  result?: unknown;
  /** What `POST /submit` says beside its task. */
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

/** For a request that hangs, not for one that is slow: how fast things are is for the benchmarks. */
const TIMEOUT_MS = 60_000;

/** Sends a request to the path exactly as it is written: what a person typed after the host reaches the server unchanged. */
export async function call<Body = TaskView>(url: string, path: string, init: RequestInit = {}): Promise<Reply<Body>> {
  const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** Sends a POST request, with a JSON body where there is one. */
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

/** The header of a client that has a token. */
export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

/** Asks for a task until it has ended, less and less often. @throws Error when it has not in time. */
export async function ended(url: string, id: string, timeoutMs = 60_000): Promise<TaskView> {
  const deadline = Date.now() + timeoutMs;
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 1.5, 1_000)) {
    const { body } = await call(url, `/predictions/${id}`);
    if (body.status !== 'queued' && body.status !== 'processing') return body;
    if (Date.now() > deadline) throw new Error(`Task ${id} is still ${body.status} after ${timeoutMs} ms`);
    await sleep(delayMs);
  }
}

/** Tries again until something is found. @throws Error when it is not in time. */
export async function eventually<Found>(find: () => Promise<Found | undefined>, timeoutMs = 30_000): Promise<Found> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Not found within ${timeoutMs} ms`);
    await sleep(50);
  }
}
