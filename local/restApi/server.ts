import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { InvocationResult } from '../functions/invocation.ts';
import type { RestApiDefinition } from './definition.ts';
import { type GatewayError, gatewayResponse, type HttpResponse } from './gatewayResponse.ts';
import { proxyEvent } from './proxyEvent.ts';
import { proxyResponse } from './proxyResponse.ts';
import { findRoute } from './routing.ts';

/** API Gateway's quotas for a REST API: the payload, and how long an integration may take. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 29_000;

export interface RestApiOptions {
  readonly definition: RestApiDefinition;
  readonly invoke: (functionArn: string, event: APIGatewayProxyEvent) => Promise<InvocationResult>;
  /** Shorter in tests. */
  readonly integrationTimeoutMs?: number;
}

/**
 * Serves a REST API at the root, as a custom domain does. The caller has the server listen and closes it.
 *
 * Whatever goes wrong on the way is answered as API Gateway answers it; what a function failed with stays in its log.
 */
export function serveRestApi(options: RestApiOptions): Server {
  const { definition } = options;
  const server = createServer(async (request, response) => {
    const requestId = randomUUID();
    try {
      write(response, await respond(options, request, requestId), requestId);
    } catch {
      // Such as a header that HTTP does not allow: API Gateway calls that a malformed response.
      write(response, gatewayResponse(definition, 'INTEGRATION_ERROR', requestId), requestId);
    }
  });
  // What Node cannot read as HTTP does not become a request.
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return socket.destroy();
    const { statusCode, body } = gatewayResponse(definition, 'BAD_REQUEST', randomUUID());
    const head = `HTTP/1.1 ${statusCode} Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close`;
    return socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
  return server;
}

async function respond(
  { definition, invoke, integrationTimeoutMs = INTEGRATION_TIMEOUT_MS }: RestApiOptions,
  request: IncomingMessage,
  requestId: string,
): Promise<HttpResponse> {
  const failWith = (error: GatewayError) => gatewayResponse(definition, error, requestId);
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const query = rest.join('?');

  const body = await readBody(request);
  if (body === undefined) return failWith('REQUEST_TOO_LARGE');
  const route = findRoute(definition.root, request.method ?? 'GET', path);
  if (!route) return failWith('MISSING_AUTHENTICATION_TOKEN');
  const { integration } = route;
  if (integration.type === 'MOCK') return integration;

  const event = proxyEvent(definition, route, request, path, query, body, requestId);
  const result = await withTimeout(invoke(integration.functionArn, event), integrationTimeoutMs);
  if (result === undefined) return failWith('INTEGRATION_TIMEOUT');
  return (result.ok && proxyResponse(result.payload)) || failWith('INTEGRATION_ERROR');
}

/** @returns nothing when the body is larger than API Gateway takes; the rest of it is read, but not kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size <= PAYLOAD_LIMIT_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    // The client went away: whatever is answered reaches nobody.
  }
  return size <= PAYLOAD_LIMIT_BYTES ? Buffer.concat(chunks) : undefined;
}

/** @returns nothing when it takes longer. What is under way goes on, as it does behind API Gateway. */
async function withTimeout<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result | undefined> {
  const { promise: tooLate, resolve } = Promise.withResolvers<undefined>();
  const timeout = setTimeout(resolve, timeoutMs, undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timeout);
  }
}

function write(response: ServerResponse, { statusCode, headers, body }: HttpResponse, requestId: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(statusCode, {
    ...headers,
    'x-amzn-RequestId': requestId,
    ...(statusCode !== 204 && statusCode !== 304 && { 'Content-Length': bytes.byteLength }),
  });
  response.end(bytes);
}
