import { describe, expect, it } from 'vitest';
import { createServiceApi } from './serviceApi.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';

function setUp(status: number, body: unknown) {
  const requests: string[] = [];
  const api = createServiceApi('http://127.0.0.1/prod/', async (input, init) => {
    requests.push(`${init?.method ?? 'GET'} ${input}`);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { api, requests };
}

describe('unreadyDependencies', () => {
  it.each<[what: string, status: number, body: unknown, expected: string[]]>([
    ['nothing when the service is ready', 200, { status: 'ready' }, []],
    ['the dependencies that a 503 names', 503, { unreachable: ['tasks table'] }, ['tasks table']],
    ['the status of any other response', 502, 'Bad Gateway', ['API (status 502)']],
  ])('returns %s', async (_, status, body, expected) => {
    const { api, requests } = setUp(status, body);
    expect(await api.unreadyDependencies()).toEqual(expected);
    expect(requests).toEqual(['GET http://127.0.0.1/prod/health/ready']);
  });
});

describe('ask', () => {
  it('returns the id of the accepted question', async () => {
    const { api, requests } = setUp(202, { id, status: 'queued', queue_ms: null });
    expect(await api.ask()).toBe(id);
    expect(requests).toEqual(['POST http://127.0.0.1/prod/predictions']);
  });

  it('throws when the question is not accepted', async () => {
    await expect(setUp(500, {}).api.ask()).rejects.toThrow('status 500');
  });
});

describe('question', () => {
  it('returns the status and the wait of a question', async () => {
    const { api } = setUp(200, { id, status: 'succeeded', queue_ms: 20, answer: 'yes' });
    expect(await api.question(id)).toEqual({ id, status: 'succeeded', queue_ms: 20 });
  });

  it('returns undefined for a question that does not exist any more', async () => {
    expect(await setUp(404, {}).api.question(id)).toBeUndefined();
  });

  it('throws when the question cannot be read', async () => {
    await expect(setUp(503, {}).api.question(id)).rejects.toThrow('status 503');
  });
});
