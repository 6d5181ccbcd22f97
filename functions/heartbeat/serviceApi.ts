import * as z from 'zod/mini';

/** Three requests have to fit into the function's time. */
const TIMEOUT_MS = 8_000;

const notReady = z.object({ unreachable: z.array(z.string()) });
const task = z.object({
  id: z.uuid(),
  status: z.enum(['queued', 'processing', 'succeeded', 'failed', 'canceled']),
  queue_ms: z.nullable(z.number()),
});
export type QuestionView = z.infer<typeof task>;

/** The service as its clients see it. */
export interface ServiceApi {
  /** What is not ready, in words; empty when all is. */
  faults(): Promise<string[]>;
  /** Asks a question of the heartbeat's own. @returns its id @throws Error when it is not accepted */
  ask(): Promise<string>;
  /** @returns nothing when there is no such question any more @throws Error when it cannot be read */
  question(id: string): Promise<QuestionView | undefined>;
}

/** @param baseUrl where the API is, with a slash at its end */
export function serviceApi(baseUrl: string, request: typeof fetch): ServiceApi {
  const call = (path: string, init: RequestInit = {}) =>
    request(new URL(path, baseUrl), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });

  return {
    async faults() {
      const response = await call('health/ready');
      const body: unknown = await response.json().catch(() => undefined);
      if (response.ok) return [];
      const named = notReady.safeParse(body);
      return named.success ? named.data.unreachable : [`API (status ${response.status})`];
    },

    async ask() {
      const response = await call('predictions', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ question: 'Is the service well?' }),
      });
      if (response.status !== 202) throw new Error(`A question was answered with status ${response.status}`);
      return task.parse(await response.json()).id;
    },

    async question(id) {
      const response = await call(`predictions/${id}`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`A status was answered with status ${response.status}`);
      return task.parse(await response.json());
    },
  };
}
