import { describe, expect, it } from 'vitest';
import { apiGatewayEvent, lambdaContext } from '../../tests/lambdaEvents.ts';
import { routeList } from '../shared/http/routes.ts';
import { createHandler } from './handler.ts';

async function request(route: string, findUnreachable: () => Promise<string[]> = async () => []) {
  const handler = createHandler({ processingSeconds: 5, findUnreachable });
  const { statusCode, headers, body } = await handler(apiGatewayEvent({ route }), lambdaContext);
  return { statusCode, headers, body: JSON.parse(body) };
}

describe('GET /', () => {
  it('describes the processing time and every route of the table', async () => {
    const { statusCode, body } = await request('GET /');
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ name: 'Augur', processing_seconds: 5 });
    expect(body.routes).toHaveLength(routeList.length);
    expect(body.routes).toContainEqual({
      method: 'POST',
      path: '/run',
      summary: expect.any(String),
      token: true,
    });
    expect(body.routes).toContainEqual({
      method: 'GET',
      path: '/status',
      summary: expect.any(String),
      token: false,
    });
  });
});

describe('GET /health', () => {
  it('returns alive without a call of any dependency', async () => {
    const unreachable = () => Promise.reject(new Error('not to be called'));
    expect(await request('GET /health', unreachable)).toMatchObject({ statusCode: 200, body: { status: 'alive' } });
  });
});

describe('GET /health/ready', () => {
  it('returns ready when every dependency responds', async () => {
    expect(await request('GET /health/ready')).toMatchObject({ statusCode: 200, body: { status: 'ready' } });
  });

  it('returns 503 with the dependencies that do not respond', async () => {
    expect(await request('GET /health/ready', async () => ['questions queue', 'tasks table'])).toMatchObject({
      statusCode: 503,
      headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '5' },
      body: {
        title: 'Not ready',
        detail: 'Cannot reach: questions queue, tasks table.',
        unreachable: ['questions queue', 'tasks table'],
      },
    });
  });

  it('returns 500 with only the request id when the check itself fails', async () => {
    const { statusCode, body } = await request('GET /health/ready', () => Promise.reject(new Error('s3cret')));
    expect(statusCode).toBe(500);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: expect.any(String),
      request_id: 'request-1',
    });
    expect(JSON.stringify(body)).not.toContain('s3cret');
  });
});

describe('a method that a resource does not have', () => {
  const resources = new Set(routeList.map(({ resource }) => resource));

  it.each([...resources])('returns 405 with the allowed methods: %s', async (resource) => {
    const allowed = routeList
      .filter((route) => route.resource === resource)
      .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    expect(await request(`PATCH ${resource}`)).toMatchObject({
      statusCode: 405,
      headers: { Allow: allowed.join(', '), 'Content-Type': 'application/problem+json' },
    });
  });
});

describe('a resource that the API does not have', () => {
  it('returns 404', async () => {
    expect(await request('GET /nowhere')).toMatchObject({
      statusCode: 404,
      headers: { 'Access-Control-Allow-Origin': '*' },
    });
  });
});
