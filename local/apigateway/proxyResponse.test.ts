import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defineApi, exchange, serveApi } from '../../tests/local/apiUnderTest.ts';

const define = (binaryMediaTypes: string[]) =>
  defineApi(({ stack, lambda }) => {
    const api = new RestApi(stack, 'Api', { binaryMediaTypes });
    api.root.addMethod('ANY', lambda('any'));
    return api;
  });
const textOnly = define([]);
const images = define(['image/png']);

async function respondWith(payload: unknown, { definition = textOnly, ...init }: RequestInit & Overrides = {}) {
  await using api = await serveApi(definition, { invoke: async () => ({ ok: true, payload }) });
  const response = await fetch(api.url, init);
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}
interface Overrides {
  definition?: typeof textOnly;
}

describe("the response of a function's result", () => {
  it('has the status code, headers and body of the result', async () => {
    const { status, headers, body } = await respondWith({
      statusCode: 201,
      headers: { 'Content-Type': 'text/plain', 'X-Flag': true },
      body: 'é',
    });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('x-flag')).toBe('true');
    expect(headers.get('content-length')).toBe('2');
    expect(body.toString()).toBe('é');
  });

  it('has the ids of the request in its headers', async () => {
    await using api = await serveApi(textOnly);
    const { headers } = await fetch(api.url);
    const { requestId, extendedRequestId } = api.event().requestContext;
    expect(headers.get('x-amzn-requestid')).toBe(requestId);
    expect(headers.get('x-amz-apigw-id')).toBe(extendedRequestId);
  });

  it('has the content type JSON unless the result sets another', async () => {
    expect((await respondWith({ body: '{}' })).headers.get('content-type')).toBe('application/json');
    const css = await respondWith({ body: '', multiValueHeaders: { 'content-TYPE': ['text/css'] } });
    expect(css.headers.get('content-type')).toBe('text/css');
  });

  it.each([
    [{ statusCode: '404' }, 404],
    [{}, 200],
    [{ statusCode: 200, body: null, headers: null, multiValueHeaders: null, isBase64Encoded: false }, 200],
    [{ statusCode: 204 }, 204],
  ])('has for %j the status code %i and no body', async (payload, status) => {
    const response = await respondWith(payload);
    expect([response.status, response.body.toString()]).toEqual([status, '']);
  });

  it('merges the headers and the multi-value headers of the result', async () => {
    const { headers } = await respondWith({
      headers: { 'x-letter': 'c', 'X-Digit': '1' },
      multiValueHeaders: { 'X-Letter': ['a', 'b', 'c'], 'Set-Cookie': ['a=1', 'b=2'] },
    });
    expect(headers.get('x-letter')).toBe('a, b, c');
    expect(headers.get('x-digit')).toBe('1');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('does not pass on headers of the connection and of the request id', async () => {
    const { status, headers, body } = await respondWith({
      headers: {
        'content-length': '1',
        'Transfer-Encoding': 'chunked',
        Connection: 'upgrade',
        'x-amzn-requestid': 'mine',
      },
      body: 'whole',
    });
    expect([status, body.toString()]).toEqual([200, 'whole']);
    expect(headers.get('content-length')).toBe('5');
    expect(headers.get('x-amzn-remapped-content-length')).toBe('1');
    expect(headers.get('x-amzn-remapped-connection')).toBe('upgrade');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    null,
    undefined,
    'just text',
    ['an array'],
    { statusCode: 'ok' },
    { statusCode: 99 },
    { statusCode: 101 },
    { statusCode: 600 },
    { statusCode: 200.5 },
    { statusCode: true },
    { statusCode: 200, body: { not: 'text' } },
    { statusCode: 200, unknown: 'key' },
    { statusCode: 200, headers: 'text' },
    { statusCode: 200, headers: { 'X-A': { not: 'text' } } },
    { statusCode: 200, headers: { 'X-A': 'two\r\nlines' } },
    { statusCode: 200, headers: { 'not a name': 'a' } },
    { statusCode: 200, headers: { Trailer: 'X-A' } },
    { statusCode: 200, multiValueHeaders: { 'X-A': 'not a list' } },
    { statusCode: 200, isBase64Encoded: 'true' },
    { errorMessage: 'failed', errorType: 'Error' },
  ])('is 502 for the malformed result %j', async (payload) => {
    const { status, headers, body } = await respondWith(payload);
    expect([status, JSON.parse(body.toString())]).toEqual([502, { message: 'Internal server error' }]);
    expect(headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
    expect(headers.get('x-a')).toBeNull();
  });
});

describe('a result in Base64', () => {
  const bytes = Buffer.from([0, 255, 254]);
  const payload = { headers: { 'Content-Type': 'image/png' }, body: bytes.toString('base64'), isBase64Encoded: true };

  it.each(['image/png', 'image/png;q=0.9, text/html'])('is decoded when the client accepts %s', async (accept) => {
    const { headers, body } = await respondWith(payload, { definition: images, headers: { Accept: accept } });
    expect(body).toEqual(bytes);
    expect(headers.get('content-length')).toBe('3');
  });

  it('is decoded for all clients when all media types are binary', async () => {
    const definition = define(['*/*']);
    expect((await respondWith(payload, { definition, headers: { Accept: 'text/html' } })).body).toEqual(bytes);
  });

  it('is not decoded when the client or the API does not accept binary media types', async () => {
    const text = await respondWith(payload, { definition: images, headers: { Accept: 'text/html, image/png' } });
    expect(text.body.toString()).toBe(payload.body);
    expect((await respondWith(payload, { headers: { Accept: 'image/png' } })).body.toString()).toBe(payload.body);
  });
});

describe('a response to HEAD', () => {
  it('has the length of the body, but not the body', async () => {
    await using api = await serveApi(textOnly, {
      invoke: async () => ({ ok: true, payload: { body: 'twelve bytes' } }),
    });
    const response = await exchange(
      api.port,
      'HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(response.match(/Content-Length: 12\r\n/g)).toHaveLength(2);
    expect(response).not.toContain('twelve');
  });
});
