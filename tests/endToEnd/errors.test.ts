import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, post } from './client.ts';
import { skippedOn } from './endpoint.ts';
import type { Run } from './run.ts';
import { embeddedOnly, startTestRun } from './testRun.ts';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

const jsonType = { 'Content-Type': 'application/json' };

let run: Run;

beforeAll(async () => {
  run = await startTestRun();
}, 30_000);

afterAll(() => run.stop());

const noGatewayResponse = skippedOn('LocalStack', 'has no gateway response for unknown paths');

describe('a request that cannot be answered', () => {
  it.each<[name: string, status: number, path: string, init: RequestInit, says: RegExp]>([
    ['a method that a known path does not have', 405, '/predictions', { method: 'DELETE' }, /supports POST/],
    ['an unknown task', 404, `/predictions/${randomUUID()}`, {}, /no task with this id/],
    ['a malformed id', 400, '/predictions/17', {}, /path parameter "id" is not an id/],
    ['a malformed id in the query', 400, '/status?prediction_id=17', {}, /"prediction_id" is not an id/],
    ['a missing id', 400, '/status', {}, /"prediction_id" is not an id/],
    ['a question missing from the query', 400, '/prediction', { method: 'POST' }, /"question" is missing/],
    [
      'a question missing from the body',
      400,
      '/predictions',
      { method: 'POST', headers: jsonType, body: '{}' },
      /"question"/,
    ],
    [
      'a question that is not a string',
      400,
      '/predictions',
      { method: 'POST', headers: jsonType, body: '{"question":1}' },
      /"question"/,
    ],
    [
      'a body that is not an object',
      400,
      '/predictions',
      { method: 'POST', headers: jsonType, body: '[]' },
      /has to be an object/,
    ],
    [
      'a body that is not JSON',
      400,
      '/predictions',
      { method: 'POST', headers: jsonType, body: '{"question"' },
      /not valid JSON/,
    ],
    [
      'another content type',
      415,
      '/predictions',
      { method: 'POST', body: 'question=Will it?' },
      /Content-Type: application\/json/,
    ],
    [
      'a question that is too long',
      400,
      '/predictions',
      { method: 'POST', headers: jsonType, body: JSON.stringify({ question: `Will ${'it '.repeat(700)}?` }) },
      /longer than 2000 characters/,
    ],
    [
      'a body that is too large',
      413,
      '/predictions',
      { method: 'POST', headers: jsonType, body: JSON.stringify({ question: 'x'.repeat(65_536) }) },
      /at most 65536 bytes/,
    ],
    [
      'a body that is too large for API Gateway',
      413,
      '/predictions',
      { method: 'POST', headers: jsonType, body: 'x'.repeat(10_485_761) },
      /at most 65536 bytes/,
    ],
  ])('%s: returns %i problem details that say what to change', async (_, status, path, init, says) => {
    const reply = await call<Problem>(run.url, path, init);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.body).toMatchObject({ type: expect.any(String), title: expect.any(String), status });
    expect(reply.body.detail).toMatch(says);
  });

  it.skipIf(noGatewayResponse)(`an unknown path: returns 404 problem details${noGatewayResponse}`, async () => {
    const reply = await call<Problem>(run.url, '/nowhere');
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.body).toMatchObject({ type: expect.any(String), title: expect.any(String), status: 404 });
    expect(reply.body.detail).toMatch(/GET \/ lists the routes/);
  });

  it.each([['/'], ['/health'], [`/status/${randomUUID()}`], ['/read?key=x'], ['/alerts']])(
    'has the status of GET and no body with HEAD: %s',
    async (path) => {
      const [get, head] = await Promise.all([fetch(run.url + path), fetch(run.url + path, { method: 'HEAD' })]);
      expect(head.status).toBe(get.status);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(await head.text()).toBe('');
    },
  );

  it.each<[name: string, status: number, contentType: string, body: string | Uint8Array<ArrayBuffer>, says: RegExp]>([
    ['bytes that are not UTF-8', 400, 'application/json', new Uint8Array([0x22, 0xff, 0x22]), /not UTF-8/],
    ['half of a surrogate pair', 400, 'application/json', '{"question":"\\ud83c"}', /surrogate pair/],
    ['another charset', 415, 'application/json; charset=latin1', '{}', /charset=utf-8/],
  ])('is a body with %s: %i that says why', async (_, status, contentType, body, says) => {
    const init = { method: 'POST', headers: { 'Content-Type': contentType }, body };
    const reply = await call<Problem>(run.url, '/predictions', init);
    expect(reply.status).toBe(status);
    expect(reply.body.detail).toMatch(says);
  });

  it('returns the allowed methods with a 405', async () => {
    expect((await call<Problem>(run.url, '/predictions', { method: 'PUT' })).headers.get('allow')).toBe('POST');
  });
});

describe('the gateway function', () => {
  it('describes the service at GET /', async () => {
    const { status, body } = await call<{ processing_seconds: number; routes: { path: string }[] }>(run.url, '/');
    expect(status).toBe(200);
    expect(body.processing_seconds).toBe(0.5);
    expect(body.routes.map(({ path }) => path)).toContain('/predictions');
  });

  it('reports that the service is alive and ready', async () => {
    expect((await call<{ status: string }>(run.url, '/health')).body).toEqual({ status: 'alive' });
    expect((await call<{ status: string }>(run.url, '/health/ready')).body).toEqual({ status: 'ready' });
  });

  const preflightFrom = (origin: string) =>
    fetch(`${run.url}/predictions`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });

  it.skipIf(embeddedOnly)(`refuses requests from pages of other sites on this machine${embeddedOnly}`, async () => {
    expect((await preflightFrom('https://example.com')).status).toBe(403);
    const headers = { Origin: 'https://example.com' };
    const refused = await call<Problem>(run.url, '/health', { headers });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    expect(refused.body.detail).toMatch(/Pages of this origin are not allowed/);
  });

  it('allows requests from pages: of any origin when it is deployed, of this machine when it is not', async () => {
    const preflight = await preflightFrom(embeddedOnly ? 'https://example.com' : 'http://localhost:3000');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Content-Type');
    const { headers } = await post(run.url, '/predictions', { question: 'Will it be let in?' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('Location');
  });
});
