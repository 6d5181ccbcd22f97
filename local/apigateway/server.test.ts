import { get } from 'node:http';
import { Duration } from 'aws-cdk-lib';
import { Cors, ResponseType, RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defineApi, exchange, serveApi } from '../../tests/local/apiUnderTest.ts';
import type { FunctionResult } from './server.ts';

const define = (props: RestApiProps = {}) =>
  defineApi(({ stack, lambda }) => {
    const api = new RestApi(stack, 'Api', props);
    api.root.addMethod('ANY', lambda('root'));
    api.root.addResource('other').addMethod('ANY', lambda('other'));
    api.addGatewayResponse('Refused', {
      type: ResponseType.DEFAULT_4XX,
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
      templates: { 'application/json': '{"title":"Refused","request_id":"$context.requestId"}' },
    });
    return api;
  });
const definition = define();
const never = () => new Promise<FunctionResult>(() => {});

/** Statuses and bodies of the responses on a connection, in their order. */
function responsesIn(bytes: string): [status: number, body: string][] {
  const responses: [number, string][] = [];
  for (let rest = bytes; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const head = rest.slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    responses.push([Number(head.split(' ')[1]), rest.slice(end, end + length)]);
    rest = rest.slice(end + length);
  }
  return responses;
}

describe('the function', () => {
  it('that the route selects is invoked', async () => {
    await using api = await serveApi(definition);
    expect(await (await fetch(`${api.url}/other`)).text()).toBe('other');
    expect(await (await fetch(api.url, { method: 'PATCH' })).text()).toBe('root');
  });

  it('that fails causes 502, without the text of its error', async () => {
    const invoke = async () => ({ ok: false, errorType: 'Error', errorMessage: 'secret' }) as const;
    await using api = await serveApi(definition, { invoke });
    const response = await fetch(api.url);
    expect([response.status, await response.json()]).toEqual([502, { message: 'Internal server error' }]);
  });

  it('that cannot be invoked causes 500, without the text of the error', async () => {
    await using api = await serveApi(definition, { invoke: () => Promise.reject(new Error('secret')) });
    const response = await fetch(api.url);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal server error' }]);
  });

  it('that exceeds the integration timeout causes 504', async () => {
    await using api = await serveApi(definition, { invoke: never, integrationTimeoutMs: 1 });
    const response = await fetch(api.url);
    expect([response.status, await response.json()]).toEqual([504, { message: 'Endpoint request timed out' }]);
  });
});

describe('a request with the method HEAD', () => {
  it.each([
    ['/', 200],
    ['/nowhere', 403],
  ])('to %s gets the status and length that GET gets, and no body', async (path, status) => {
    await using api = await serveApi(definition);
    const length = (await (await fetch(`${api.url}${path}`)).text()).length;
    const head = `HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const next = 'GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const response = await exchange(api.port, head + next);
    const [first = '', second = '', ...rest] = response.split(/(?=HTTP\/1\.1 )/);
    expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(first).toMatch(new RegExp(`content-length: ${length}\r\n`, 'i'));
    expect(first).toMatch(/\r\n\r\n$/);
    expect(responsesIn(second)).toEqual([[200, 'other']]);
    expect(rest).toEqual([]);
  });
});

describe('a method that API Gateway does not have', () => {
  it.each(['TRACE', 'PROPFIND', 'QUERY'])("gets the API's gateway response: %s", async (method) => {
    await using api = await serveApi(definition);
    const response = await exchange(api.port, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(responsesIn(response)).toEqual([[403, expect.stringContaining('Refused')]]);
    expect(api.invocations).toEqual([]);
  });
});

describe('an integration with a timeout of its own', () => {
  it('causes 504 when it is over', async () => {
    const withTimeout = defineApi(({ stack, lambda }) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', lambda('slow', { timeout: Duration.millis(50) }));
      return api;
    });
    await using api = await serveApi(withTimeout, { invoke: never, integrationTimeoutMs: 60_000 });
    expect((await fetch(api.url)).status).toBe(504);
  });
});

describe('CORS preflight', () => {
  it('gets a response without an invocation', async () => {
    const cors = { allowOrigins: Cors.ALL_ORIGINS, allowHeaders: ['If-Match'], allowMethods: ['GET'] };
    await using api = await serveApi(define({ defaultCorsPreflightOptions: cors }));
    const response = await fetch(`${api.url}/other`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('If-Match');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET');
    expect(response.headers.get('content-length')).toBeNull();
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(api.invocations).toEqual([]);
  });
});

describe('a body that is too large', () => {
  const limited = { requestBodyLimitBytes: 8 };

  it('is 413, while one of exactly the limit is accepted', async () => {
    await using api = await serveApi(definition, limited);
    expect((await fetch(api.url, { method: 'POST', body: '12345678' })).status).toBe(200);
    const response = await fetch(api.url, { method: 'POST', body: '123456789' });
    expect([response.status, await response.json()]).toMatchObject([413, { title: 'Refused' }]);
    expect(api.invocations).toHaveLength(1);
  });

  it('is 413 before it has been sent, when its length is declared', async () => {
    await using api = await serveApi(definition, limited);
    const response = await exchange(api.port, (socket) => {
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n');
      socket.once('data', () => socket.end());
    });
    expect(responsesIn(response)).toEqual([[413, expect.stringContaining('Refused')]]);
    expect(response).toMatch(/connection: close/i);
  });

  it('is 413 as soon as the limit is exceeded, when it is sent in chunks', async () => {
    await using api = await serveApi(definition, limited);
    const response = await exchange(api.port, (socket) => {
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n5\r\n12345\r\n');
      // The server reads and discards the rest, so that the connection does not fail.
      socket.once('data', () => socket.end('5\r\n12345\r\n0\r\n\r\n'));
    });
    expect(responsesIn(response)).toEqual([[413, expect.stringContaining('Refused')]]);
    expect(api.invocations).toEqual([]);
  });

  it('is 413 for a client that sends the whole body before it reads', async () => {
    await using api = await serveApi(definition, limited);
    const response = await exchange(api.port, (socket) => {
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n');
      // If the server closed the connection at once, this would fail with EPIPE.
      socket.pause();
      socket.write(Buffer.alloc(20_000_000), () => socket.resume());
    });
    expect(responsesIn(response)).toEqual([[413, expect.stringContaining('Refused')]]);
  });

  it('is 413 without 100 Continue, when the client expects that', async () => {
    await using api = await serveApi(definition, limited);
    const post = (length: number) =>
      exchange(api.port, (socket) => {
        socket.write(`POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`);
        socket.once('data', (data) => socket.end(data.includes('100 Continue') ? '1'.repeat(length) : ''));
      });
    expect(await post(9)).toMatch(/^HTTP\/1.1 413/);
    expect(await post(8)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200/);
  });

  it('answers a request with an unknown expectation as one without', async () => {
    await using api = await serveApi(definition, limited);
    const response = await exchange(api.port, (socket) => {
      socket.end('POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1');
    });
    expect(response).toMatch(/^HTTP\/1.1 200/);
  });
});

describe('the bodies of requests in progress', () => {
  const invoked = Promise.withResolvers<void>();
  const result = Promise.withResolvers<FunctionResult>();
  const invoke = () => {
    invoked.resolve();
    return result.promise;
  };

  it('get 503 with Retry-After beyond the limit of all, until others have their responses', async () => {
    await using api = await serveApi(definition, { invoke, bufferedBodiesLimitBytes: 10 });
    const post = (body: string) => fetch(api.url, { method: 'POST', body });
    const inProgress = post('12345678');
    await invoked.promise;
    const refused = await post('123');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ title: 'Service Unavailable', status: 503 });
    result.resolve({ ok: true, payload: {} });
    expect((await inProgress).status).toBe(200);
    for (let count = 0; count < 3; count += 1) expect((await post('1234567890')).status).toBe(200);
  });

  it('do not count when they are refused or their clients have closed the connection', async () => {
    await using api = await serveApi(definition, { requestBodyLimitBytes: 8, bufferedBodiesLimitBytes: 10 });
    const chunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n';
    for (let count = 0; count < 3; count += 1) {
      await exchange(api.port, (socket) => {
        socket.write(`${chunked}5\r\n12345\r\n`);
        socket.once('data', () => socket.end('0\r\n\r\n'));
      });
      const closed = new Promise((resolve) => api.server.once('request', (request) => request.once('close', resolve)));
      await exchange(api.port, (socket) => {
        socket.write(chunked);
        api.server.once('request', (request) => request.once('data', () => socket.destroy()));
      });
      await closed;
    }
    expect((await fetch(api.url, { method: 'POST', body: '12345678' })).status).toBe(200);
  });
});

describe('throttling', () => {
  it('is 429 until the token bucket of the method has refilled', async () => {
    let now = 0;
    const throttled = define({
      deployOptions: {
        throttlingRateLimit: 1,
        throttlingBurstLimit: 2,
        methodOptions: { '/other/GET': { throttlingRateLimit: 1, throttlingBurstLimit: 1 } },
      },
    });
    await using api = await serveApi(throttled, { now: () => now });
    const statuses = async (path: string, method = 'GET') => {
      const responses = [];
      for (let count = 0; count < 3; count += 1) responses.push(await fetch(`${api.url}${path}`, { method }));
      return responses.map(({ status }) => status);
    };
    expect(await statuses('/')).toEqual([200, 200, 429]);
    expect(await statuses('/other')).toEqual([200, 429, 429]);
    expect(await statuses('/other', 'POST')).toEqual([200, 200, 429]);
    now += 1000;
    expect(await statuses('/')).toEqual([200, 429, 429]);
    expect((await (await fetch(api.url)).json()) as unknown).toMatchObject({ title: 'Refused' });
  });
});

describe('a connection', () => {
  it('has the responses to pipelined requests in order', async () => {
    const first = Promise.withResolvers<void>();
    await using api = await serveApi(definition, {
      invoke: async (functionArn, { path }) => {
        if (path === '/other') first.resolve();
        else await first.promise;
        return { ok: true, payload: { body: functionArn.split(':').at(-1) } };
      },
    });
    const response = await exchange(
      api.port,
      'GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab' +
        'GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(responsesIn(response)).toEqual([
      [200, 'root'],
      [200, 'other'],
      [200, 'other'],
    ]);
  });

  it('is kept open after an error', async () => {
    await using api = await serveApi(definition);
    const response = await exchange(api.port, (socket) => {
      // The head and the body of the rejected request arrive separately.
      socket.write('POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n');
      api.server.once('request', () => socket.write('ab'));
      socket.once('data', () => socket.write('GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
    });
    expect(responsesIn(response).map(([status]) => status)).toEqual([403, 200]);
  });

  it('may be lost while the body is sent: no function is invoked', async () => {
    await using api = await serveApi(definition);
    const closed = new Promise((resolve) => api.server.once('request', (request) => request.once('close', resolve)));
    await exchange(api.port, (socket) => {
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf');
      api.server.once('request', () => socket.destroy());
    });
    await closed;
    expect((await fetch(api.url)).status).toBe(200);
    expect(api.invocations).toHaveLength(1);
  });

  it('may be lost before the response: the server still responds to others', async () => {
    const invoked = Promise.withResolvers<void>();
    const result = Promise.withResolvers<FunctionResult>();
    await using api = await serveApi(definition, {
      invoke: () => {
        invoked.resolve();
        return result.promise;
      },
    });
    const closed = new Promise((resolve) =>
      api.server.once('request', (_, response) => response.once('close', resolve)),
    );
    const request = get(api.url).on('error', () => {});
    await invoked.promise;
    request.destroy();
    await closed;
    result.resolve({ ok: true, payload: {} });
    expect((await fetch(api.url)).status).toBe(200);
  });
});

describe('a malformed request', () => {
  const rejected = [400, expect.stringMatching(/^\{"title":"Refused","request_id":"[0-9a-f-]{36}"\}$/)];

  it.each([
    ['a request line', 'GARBAGE\r\n\r\n'],
    ['a header', 'GET / HTTP/1.1\r\nHost: a\r\nbroken header\r\n\r\n'],
    ['a header that is too long', `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['a length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'],
    ['a chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['a request without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])("is 400 with the API's gateway response: %s", async (_, bytes) => {
    await using api = await serveApi(definition);
    const response = await exchange(api.port, bytes);
    expect(responsesIn(response)).toEqual([rejected]);
    expect(response).toContain('Content-Type: application/problem+json\r\n');
    expect(response).toMatch(/connection: close/i);
    expect(api.invocations).toEqual([]);
  });

  it('is 400 after the responses to the requests before it', async () => {
    const result = Promise.withResolvers<FunctionResult>();
    await using api = await serveApi(definition, { invoke: () => result.promise });
    api.server.once('clientError', () => result.resolve({ ok: true, payload: { body: 'first' } }));
    const response = await exchange(api.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n');
    expect(responsesIn(response)).toEqual([[200, 'first'], rejected]);
  });
});
