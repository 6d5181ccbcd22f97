import { ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defineApi, exchange, serveApi } from '../../tests/local/apiUnderTest.ts';

interface GatewayResponse {
  type: ResponseType;
  statusCode?: string;
  template?: string;
  headers?: Record<string, string>;
}

const define = (...gatewayResponses: GatewayResponse[]) =>
  defineApi(({ stack, lambda }) => {
    const api = new RestApi(stack, 'Api');
    api.root.addResource('known').addMethod('GET', lambda('known'));
    for (const { type, statusCode, template, headers } of gatewayResponses) {
      api.addGatewayResponse(type.responseType, {
        type,
        ...(statusCode && { statusCode }),
        ...(headers && { responseHeaders: headers }),
        ...(template && { templates: { 'application/json': template } }),
      });
    }
    return api;
  });

async function send(definition: ReturnType<typeof define>, path: string, init?: RequestInit) {
  await using api = await serveApi(definition, { invoke: async () => ({ ok: true, payload: null }) });
  const response = await fetch(`${api.url}${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe('gateway responses', () => {
  it.each([
    ['/unknown', 'GET', 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
    ['/known', 'DELETE', 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
    ['/known', 'GET', 502, 'Internal server error', 'InternalServerErrorException'],
  ])("are API Gateway's own when the API defines none: %s %s", async (path, method, status, message, errorType) => {
    const response = await send(define(), path, { method });
    expect([response.status, response.body]).toEqual([status, JSON.stringify({ message })]);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-amzn-errortype')).toBe(errorType);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('have the status, headers and template that the API defines', async () => {
    const definition = define({
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
      statusCode: '404',
      headers: { 'Content-Type': "'application/problem+json'", 'Access-Control-Allow-Origin': "'*'" },
      template: '{"title":"Not Found","request_id":"$context.requestId"}',
    });
    const { status, headers, body } = await send(definition, '/unknown');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(JSON.parse(body)).toEqual({ title: 'Not Found', request_id: headers.get('x-amzn-requestid') });
  });

  it('fall back to DEFAULT_4XX and DEFAULT_5XX, with the status code of the error', async () => {
    const definition = define(
      { type: ResponseType.DEFAULT_4XX, template: '"client error: $context.error.message"' },
      { type: ResponseType.DEFAULT_5XX, template: '"server error: $context.error.message"' },
    );
    expect(await send(definition, '/unknown')).toMatchObject({
      status: 403,
      body: '"client error: Missing Authentication Token"',
    });
    expect(await send(definition, '/known')).toMatchObject({
      status: 502,
      body: '"server error: Internal server error"',
    });
    await using slow = await serveApi(definition, { invoke: () => new Promise(() => {}), integrationTimeoutMs: 1 });
    const late = await fetch(`${slow.url}/known`);
    expect([late.status, await late.text()]).toEqual([504, '"server error: Endpoint request timed out"']);
  });

  it('replace the variables of a template, escaped for JSON', async () => {
    const definition = define({
      type: ResponseType.DEFAULT_4XX,
      template:
        '{"message":$context.error.messageString,"type":"$context.error.responseType","ip":"$context.identity.sourceIp",' +
        '"path":"$context.path","method":"$context.httpMethod.","price":"$5"}',
    });
    await using api = await serveApi(definition);
    const response = await exchange(api.port, 'PUT /a"b\\c?q HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const [, body = ''] = response.split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({
      message: 'Missing Authentication Token',
      type: 'MISSING_AUTHENTICATION_TOKEN',
      ip: '127.0.0.1',
      path: '/a"b\\c',
      method: 'PUT.',
      price: '$5',
    });
  });

  it.each(['$context.missing', '$stageVariables.a', '$input.body'])(
    'refuse the variable %s in a template',
    (variable) => {
      const gatewayResponse = { type: ResponseType.DEFAULT_4XX, template: `"${variable}"` };
      expect(() => define(gatewayResponse)).toThrow(
        new RegExp(`^ApiDEFAULT4XX\\w+ sets ResponseTemplates with \\${variable}`),
      );
    },
  );
});
