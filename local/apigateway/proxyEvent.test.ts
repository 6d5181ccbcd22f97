import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineApi, exchange, type ServedApi, serveApi } from '../../tests/local/apiUnderTest.ts';

const definition = defineApi(({ stack, lambda }) => {
  const api = new RestApi(stack, 'Api', {
    deployOptions: { stageName: 'live' },
    // With the slash escaped, as CloudFormation's documentation has it, and without.
    binaryMediaTypes: ['image~1*', 'Application/Octet-Stream'],
  });
  const echo = lambda('echo');
  api.root.addMethod('ANY', echo);
  api.root.addResource('pets').addResource('{id}').addMethod('ANY', echo);
  return api;
});

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi(definition);
});
afterAll(() => api[Symbol.asyncDispose]());

async function eventOf(path: string, init?: RequestInit) {
  await (await fetch(`${api.url}${path}`, init)).text();
  return api.event();
}

/** Sends a path and headers that client libraries would change or refuse. */
async function eventOfRaw(head: string) {
  await exchange(api.port, `${head}\r\nConnection: close\r\n\r\n`);
  return api.event();
}

describe('the event of a request', () => {
  it('has the path, the method, the resource and the request context', async () => {
    const before = Date.now();
    const event = await eventOf('/pets/7?a=1', { method: 'PUT', headers: { 'User-Agent': 'test' } });
    expect(event).toMatchObject({
      resource: '/pets/{id}',
      path: '/pets/7',
      httpMethod: 'PUT',
      pathParameters: { id: '7' },
      stageVariables: null,
      requestContext: {
        accountId: '000000000000',
        apiId: definition.apiId,
        domainName: '127.0.0.1',
        httpMethod: 'PUT',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
        path: '/pets/7',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceId: definition.root.children.get('pets')?.parameter?.resource.id,
        resourcePath: '/pets/{id}',
        stage: 'live',
      },
    });
    const { requestTime = '', requestTimeEpoch } = event.requestContext;
    expect(requestTimeEpoch).toBeGreaterThanOrEqual(before);
    expect(requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(Date.parse(requestTime.replace(':', ' '))).toBe(Math.floor(requestTimeEpoch / 1000) * 1000);
  });

  it.each(['/', '/?', '/?&'])('has null for the body and the parameters that %s lacks', async (path) => {
    expect(await eventOf(path)).toMatchObject({
      body: null,
      isBase64Encoded: false,
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    });
  });

  it('has the domain name without its port, and null for a missing user agent', async () => {
    const { requestContext } = await eventOfRaw('GET / HTTP/1.1\r\nHost: [::1]:8000');
    expect(requestContext).toMatchObject({ domainName: '[::1]', identity: { userAgent: null } });
  });

  it('keeps the case of header names and all their values, and the last value in the single-value map', async () => {
    const event = await eventOfRaw('GET / HTTP/1.1\r\nHost: a\r\nX-Custom: one\r\nx-OTHER: 1\r\nX-Custom: two');
    expect(event.headers).toMatchObject({ Host: 'a', 'X-Custom': 'two', 'x-OTHER': '1' });
    expect(event.multiValueHeaders).toMatchObject({ Host: ['a'], 'X-Custom': ['one', 'two'], 'x-OTHER': ['1'] });
  });

  it('has the headers that API Gateway adds, and lacks those of the connection', async () => {
    const event = await eventOfRaw(
      'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: https\r\nTE: trailers\r\nContent-Length: 0',
    );
    expect(event.headers).toEqual({
      Host: 'a',
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'X-Forwarded-For': '10.1.1.1, 127.0.0.1',
      'X-Forwarded-Port': String(api.port),
      'X-Forwarded-Proto': 'http',
    });
    const traced = await eventOf('/', { headers: { 'X-Amzn-Trace-Id': 'Root=1-0-a' } });
    expect(Object.entries(traced.headers).filter(([name]) => /trace/i.test(name))).toEqual([
      [expect.any(String), 'Root=1-0-a'],
    ]);
  });

  it('has the path of a request whose target is a whole URL, as for a proxy', async () => {
    const event = await eventOfRaw('GET http://example.com/pets/7?a=1 HTTP/1.1\r\nHost: example.com');
    expect(event).toMatchObject({ path: '/pets/7', queryStringParameters: { a: '1' } });
  });

  it('has the path as it was sent, and decoded path parameters', async () => {
    const event = await eventOfRaw('GET /pets/a%2Fb%20live%forever HTTP/1.1\r\nHost: a');
    expect(event.path).toBe('/pets/a%2Fb%20live%forever');
    expect(event.requestContext.path).toBe('/pets/a%2Fb%20live%forever');
    expect(event.pathParameters).toEqual({ id: 'a/b live%forever' });
  });
});

describe('the query of a request', () => {
  it.each<[query: string, parameters: Record<string, string[]>]>([
    ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
    ['question=Will%20I%20live%forever?', { question: ['Will I live%forever?'] }],
    ['a=x+y%2Bz', { a: ['x y+z'] }],
    ['a=%', { a: ['%'] }],
    ['%zz=%FF', { '%zz': ['\uFFFD'] }],
    ['a&b=', { a: [''], b: [''] }],
    ['a=b=c', { a: ['b=c'] }],
    ['constructor=1&constructor=2&toString=3', { constructor: ['1', '2'], toString: ['3'] }],
  ])('%s is parsed as browsers do', async (query, parameters) => {
    const event = await eventOfRaw(`GET /?${query} HTTP/1.1\r\nHost: a`);
    expect(event.multiValueQueryStringParameters).toEqual(parameters);
    expect(event.queryStringParameters).toEqual(
      Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values.at(-1)])),
    );
  });

  it('may have a parameter named __proto__', async () => {
    const { multiValueQueryStringParameters } = await eventOfRaw('GET /?__proto__=1 HTTP/1.1\r\nHost: a');
    expect(Object.entries(multiValueQueryStringParameters ?? {})).toEqual([['__proto__', ['1']]]);
  });
});

describe('the body of a request', () => {
  const bytes = Buffer.from([0, 255, 254, 10]);

  it('is text if its media type is not binary', async () => {
    const event = await eventOf('/', {
      method: 'POST',
      body: '{"a":"é"}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(event).toMatchObject({ body: '{"a":"é"}', isBase64Encoded: false });
  });

  it.each(['image/png', 'IMAGE/PNG; q=1', 'application/octet-stream'])('is Base64 for %s', async (type) => {
    const event = await eventOf('/', { method: 'POST', body: bytes, headers: { 'Content-Type': type } });
    expect(event).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });

  it.each(['text/plain', 'application/octet-stream2', 'imagery/png'])('is not Base64 for %s', async (type) => {
    const event = await eventOf('/', { method: 'POST', body: bytes, headers: { 'Content-Type': type } });
    expect(event).toMatchObject({ body: bytes.toString('utf8'), isBase64Encoded: false });
  });

  it('is text without a content type', async () => {
    const event = await eventOf('/', { method: 'POST', body: bytes });
    expect(event).toMatchObject({ body: bytes.toString('utf8'), isBase64Encoded: false });
    expect(Object.keys(event.headers).map((name) => name.toLowerCase())).not.toContain('content-type');
  });

  it('may be sent in chunks', async () => {
    await exchange(
      api.port,
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n',
    );
    expect(api.event().body).toBe('abcde');
  });
});
