import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { RestApiDefinition } from './definition.ts';
import { type GatewayError, gatewayResponse, type HttpResponse } from './gatewayResponse.ts';
import { type ProxyRequest, proxyEvent } from './proxyEvent.ts';
import { proxyResponse } from './proxyResponse.ts';
import { readBody } from './requestBody.ts';
import { findRoute } from './routing.ts';
import { Throttling } from './throttling.ts';

/** API Gateway's quotas for a REST API: the payload, and how long an integration may take. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 29_000;
/** How long a client may go on sending what was refused already. */
const LINGER_MS = 30_000;

export interface RestApiOptions {
  readonly definition: RestApiDefinition;
  readonly invoke: (functionArn: string, event: APIGatewayProxyEvent) => Promise<InvocationResult>;
  /** Shorter in tests. */
  readonly integrationTimeoutMs?: number;
  /** Smaller in tests. */
  readonly requestBodyLimitBytes?: number;
  /** Milliseconds of a clock that never goes back; another one in tests. */
  readonly now?: () => number;
}

/** A request as it is before its body has been read. */
type UnreadRequest = Omit<ProxyRequest, 'body'>;

/**
 * Serves a REST API at the root, as a custom domain does. The caller has the server listen and closes it.
 *
 * Whatever goes wrong on the way is answered as API Gateway answers it; what a function failed with stays in its log.
 */
export function serveRestApi(options: RestApiOptions): Server {
  const { definition, requestBodyLimitBytes = PAYLOAD_LIMIT_BYTES } = options;
  const throttling = new Throttling(definition.methodSettings, options.now ?? (() => performance.now()));
  const latestResponses = new WeakMap<Duplex, ServerResponse>();

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    latestResponses.set(message.socket, response);
    const request = readRequest(message);
    let answered: HttpResponse | 'aborted';
    try {
      answered = await respond(options, throttling, request);
    } catch {
      answered = gatewayResponse(definition, 'API_CONFIGURATION_ERROR', request);
    }
    if (answered === 'aborted') return;
    try {
      write(response, answered, request);
    } catch {
      // A header that HTTP does not allow: API Gateway calls that a malformed response.
      write(response, gatewayResponse(definition, 'MALFORMED_PROXY_RESPONSE', request), request);
    }
  }

  // Node would refuse a request without a host by itself, in words of its own.
  const server = createServer({ requireHostHeader: false }, answer);
  server.on('checkContinue', (message, response) => {
    // Of what is too large nothing need be sent.
    if (Number(message.headers['content-length'] ?? 0) <= requestBodyLimitBytes) response.writeContinue();
    return answer(message, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    return refuseMalformed(definition, socket, latestResponses.get(socket));
  });
  return server;
}

function readRequest(message: IncomingMessage): UnreadRequest {
  // Proxies are sent the whole URL; the path is what follows the host.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const question = target.indexOf('?');
  return {
    message,
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    httpMethod: message.method ?? 'GET',
    path: (question < 0 ? target : target.slice(0, question)) || '/',
    query: question < 0 ? '' : target.slice(question + 1),
    sourceIp: message.socket.remoteAddress ?? '',
  };
}

async function respond(
  { definition, invoke, integrationTimeoutMs, requestBodyLimitBytes = PAYLOAD_LIMIT_BYTES }: RestApiOptions,
  throttling: Throttling,
  request: UnreadRequest,
): Promise<HttpResponse | 'aborted'> {
  const failWith = (error: GatewayError) => gatewayResponse(definition, error, request);
  const { message, httpMethod, path } = request;
  const body = await readBody(message, requestBodyLimitBytes);
  if (body === 'aborted') return body;
  if (body === 'too large') return failWith('REQUEST_TOO_LARGE');
  if (message.headers.host === undefined && message.httpVersion === '1.1') return failWith('BAD_REQUEST');
  const route = findRoute(definition.root, httpMethod, path);
  if (!route) return failWith('MISSING_AUTHENTICATION_TOKEN');
  if (!throttling.admits(route.resource.path, httpMethod)) return failWith('THROTTLED');
  const { integration } = route;
  if (integration.type === 'MOCK') return integration;

  const event = proxyEvent(definition, route, { ...request, body });
  const result = await withTimeout(
    invoke(integration.functionArn, event),
    integration.timeoutMs ?? integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS,
  );
  if (result === undefined) return failWith('INTEGRATION_TIMEOUT');
  const answered = result.ok && proxyResponse(result.payload, definition.binaryMediaTypes, message.headers.accept);
  return answered || failWith('MALFORMED_PROXY_RESPONSE');
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

type Ids = Pick<ProxyRequest, 'requestId' | 'extendedRequestId'>;

function responseHeaders({ statusCode, headers, body }: HttpResponse, ids: Ids): Record<string, string | string[]> {
  return {
    ...(headers as Record<string, string | string[]>),
    'x-amzn-RequestId': ids.requestId,
    'x-amz-apigw-id': ids.extendedRequestId,
    ...(statusCode !== 204 && statusCode !== 304 && { 'Content-Length': String(Buffer.byteLength(body)) }),
  };
}

function write(response: ServerResponse, answered: HttpResponse, request: UnreadRequest): void {
  const { statusCode, body } = answered;
  const headers = responseHeaders(answered, request);
  const { message } = request;
  if (message.complete) {
    response.writeHead(statusCode, headers);
    response.end(body);
    return;
  }
  // The client is sending still. Were the connection closed on it, the response could be lost to it; were it kept, there
  // would be no end to what it may send.
  response.writeHead(statusCode, { ...headers, Connection: 'close' });
  response.write(body);
  const end = () => {
    clearTimeout(linger);
    response.end();
  };
  const linger = setTimeout(end, LINGER_MS);
  message.once('close', end);
  message.resume();
}

/** Answers what Node cannot read as HTTP, after what came before it on its connection. */
function refuseMalformed(definition: RestApiDefinition, socket: Duplex, latest: ServerResponse | undefined): void {
  const request = {
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    httpMethod: '',
    path: '',
    sourceIp: '',
  };
  const answered = gatewayResponse(definition, 'BAD_REQUEST', request);
  const headers = { ...responseHeaders(answered, request), Connection: 'close' };
  const head = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  const refuse = () =>
    socket.end([`HTTP/1.1 ${answered.statusCode} Bad Request`, ...head, '', answered.body].join('\r\n'));

  if (!latest || latest.writableFinished) refuse();
  else if (latest.req.complete) latest.once('close', refuse);
  else if (latest.headersSent) socket.destroy();
  // It is the latest request's body that is malformed, and nothing more of it will come.
  else latest.writeHead(answered.statusCode, headers).end(answered.body, () => latest.req.destroy());
}
