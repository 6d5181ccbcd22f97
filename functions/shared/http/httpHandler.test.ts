import { describe, expect, it } from 'vitest';
import { apiGatewayEvent, lambdaContext } from '../../../tests/lambdaEvents.ts';
import { httpHandler } from './httpHandler.ts';
import { Problem } from './problem.ts';
import { json } from './response.ts';
import { routeList } from './routes.ts';

const found = () => Promise.resolve(json(202, { a: 1 }, { Location: './a', ETag: '"1"' }));
const handler = httpHandler<'status'>({
  handlers: {
    'GET /predictions/{id}': found,
    'GET /status': () => Promise.reject(new Problem(404, { detail: 'Not there.' })),
    'GET /status/{task_id}': () => Promise.reject(new Error('down')),
  },
});

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const paths = {
  '/predictions/{id}': { path: { id } },
  '/status': { query: { prediction_id: id } },
  '/status/{task_id}': { path: { task_id: id } },
};
const request = (method: string, resource: keyof typeof paths, changes: object = {}) =>
  handler({ ...apiGatewayEvent({ route: `${method} ${resource}`, ...paths[resource] }), ...changes }, lambdaContext);

describe('a HEAD request', () => {
  it.each([['/predictions/{id}'], ['/status'], ['/status/{task_id}']] as const)(
    'has the status and headers of GET and no body: %s',
    async (resource) => {
      const { body, ...rest } = await request('GET', resource);
      expect(body).not.toBe('');
      expect(await request('HEAD', resource)).toEqual({ ...rest, body: '' });
    },
  );
});

describe('a Location', () => {
  it.each([
    ['/prod/predictions', '/prod/a'],
    ['/prod/predictions/', '/prod/a'],
    ['/prod/predictions//', '/prod/a'],
    ['/base/path/predictions/', '/base/path/a'],
    ['/', '/a'],
  ])('is relative to the route also for a request to %s', async (path, location) => {
    const { headers } = await request('GET', '/predictions/{id}', { path });
    expect(new URL(String(headers?.Location), `https://example.com${path}`).pathname).toBe(location);
  });
});

describe('a method and a resource that the function does not serve', () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', '__proto__', ''];
  const resources = [
    ...routeList.map(({ resource }) => resource),
    '/{proxy+}',
    '/predictions/',
    '//',
    'constructor',
    '',
  ];
  const served = ['/predictions/{id}', '/status', '/status/{task_id}'];

  it.each(resources.flatMap((resource) => methods.map((method) => [method, resource])))(
    'is 404 or 405 in problem details: %s %s',
    async (httpMethod, resource) => {
      if (['GET', 'HEAD'].includes(String(httpMethod)) && served.includes(String(resource))) return;
      const event = {
        ...apiGatewayEvent({ route: 'GET /' }),
        httpMethod: String(httpMethod),
        resource: String(resource),
      };
      const { statusCode, headers } = await handler(event, lambdaContext);
      expect([404, 405]).toContain(statusCode);
      expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json' });
      expect(statusCode === 405).toBe(headers?.Allow !== undefined);
      expect(String(headers?.Allow).split(', ')).not.toContain(httpMethod);
    },
  );
});
