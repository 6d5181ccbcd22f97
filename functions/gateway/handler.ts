import { httpHandler } from '../shared/http/httpHandler.ts';
import { Problem } from '../shared/http/problem.ts';
import { json } from '../shared/http/response.ts';
import { routeList } from '../shared/http/routes.ts';

export interface GatewayDependencies {
  readonly processingSeconds: number;
  /** @returns the names of the dependencies that do not respond */
  readonly findUnreachable: () => Promise<string[]>;
}

/** Describes the API and reports its health. It also receives every method that a resource does not have. */
export function createHandler({ processingSeconds, findUnreachable }: GatewayDependencies) {
  const description = {
    name: 'Augur',
    description:
      'Ask a yes/no question, get an id at once, and collect the answer when the processing time has passed. It behaves like a slow language model behind a queue.',
    processing_seconds: processingSeconds,
    routes: routeList.map(({ method, resource, summary, token = false }) => ({
      method,
      path: resource,
      summary,
      token,
    })),
  };

  return httpHandler<'gateway'>({
    handlers: {
      'GET /': async () => json(200, description),
      'GET /health': async () => json(200, { status: 'alive' }),

      async 'GET /health/ready'() {
        const unreachable = await findUnreachable();
        if (unreachable.length === 0) return json(200, { status: 'ready' });
        throw new Problem(503, {
          title: 'Not ready',
          detail: `Cannot reach: ${unreachable.join(', ')}.`,
          members: { unreachable },
          headers: { 'Retry-After': '5' },
        });
      },
    },
  });
}
