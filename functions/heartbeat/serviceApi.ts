import * as z from 'zod/mini';

/** Time limit of one request. Three requests fit into the function's timeout (`infra/functions.ts`). */
export const REQUEST_TIMEOUT_MS = 8_000;

const notReady = z.object({ unreachable: z.array(z.string()) });
const task = z.object({
  id: z.uuid(),
  status: z.enum(['queued', 'processing', 'succeeded', 'failed', 'canceled']),
  queue_ms: z.nullable(z.number()),
});
export type QuestionView = z.infer<typeof task>;

/** The service through its public API. */
export interface ServiceApi {
  /** @returns what is not ready, in words for people; empty when everything is */
  unreadyDependencies(): Promise<string[]>;
  /** Asks a question of the heartbeat's own. @returns its id @throws Error when it is not accepted */
  ask(): Promise<string>;
  /** @returns undefined when there is no such question any more @throws Error when it cannot be read */
  question(id: string): Promise<QuestionView | undefined>;
}

/** @param baseUrl the API's URL, with a trailing slash */
export function createServiceApi(baseUrl: string, request: typeof fetch): ServiceApi {
  const call = (path: string, init: RequestInit = {}) =>
    request(new URL(path, baseUrl), { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });

  return {
    async unreadyDependencies() {
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
        body: JSON.stringify({ question: 'Is the service healthy?' }),
      });
      if (response.status !== 202) throw new Error(`POST /predictions returned status ${response.status}`);
      return task.parse(await response.json()).id;
    },

    async question(id) {
      const response = await call(`predictions/${id}`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`GET /predictions/{id} returned status ${response.status}`);
      return task.parse(await response.json());
    },
  };
}
