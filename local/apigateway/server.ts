import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { problemResponse } from '../problem.ts';
import { BodyBudget } from './bodyBudget.ts';
import type { RestApiDefinition } from './definition.ts';
import { type GatewayError, gatewayResponse, type HttpResponse } from './gatewayResponse.ts';
import { type ProxyRequest, proxyEvent } from './proxyEvent.ts';
import { proxyResponse } from './proxyResponse.ts';
import { readBody } from './requestBody.ts';
import { findRoute } from './routing.ts';
import { Throttling } from './throttling.ts';

/** Source: Amazon API Gateway Developer Guide, "Quotas for configuring and running a REST API" (both). */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 29_000;
/**
 * The most that the bodies of all requests in progress may take. A choice: six of the largest bodies. Each is copied several
 * times on its way to the function, so 64 MB of bodies take about 250 MB.
 */
const BUFFERED_BODIES_LIMIT_BYTES = 64 * 1024 * 1024;
/** How long a client may continue to send the body of a request that has been rejected. A choice. */
const LINGER_MS = 30_000;

/** The outcome of a function's invocation. */
export type FunctionResult = { readonly ok: true; readonly payload: unknown } | { readonly ok: false };

export interface RestApiServerOptions {
  readonly definition: RestApiDefinition;
  readonly invoke: (functionArn: string, event: APIGatewayProxyEvent) => Promise<FunctionResult>;
  /** Shorter in tests. */
  readonly integrationTimeoutMs?: number;
  /** Smaller in tests. */
  readonly requestBodyLimitBytes?: number;
  /** Smaller in tests. */
  readonly bufferedBodiesLimitBytes?: number;
  /** Milliseconds of a monotonic clock. A fake one in tests. */
  readonly now?: () => number;
}

/** A request before its body has been read. */
type UnreadRequest = Omit<ProxyRequest, 'body'>;

/**
 * Creates a server of a REST API at the root, as with a custom domain name. The caller makes it listen and closes it.
 *
 * Errors get API Gateway's responses. The error of a function is only in its log.
 */
export function createRestApiServer(options: RestApiServerOptions): Server {
  const { definition, requestBodyLimitBytes = PAYLOAD_LIMIT_BYTES } = options;
  const throttling = new Throttling(definition.methodSettings, options.now ?? (() => performance.now()));
  const budget = new BodyBudget(options.bufferedBodiesLimitBytes ?? BUFFERED_BODIES_LIMIT_BYTES);
  const latestResponses = new WeakMap<Duplex, ServerResponse>();

  async function handleRequest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    latestResponses.set(message.socket, response);
    const request = readRequest(message);
    let content: HttpResponse | 'aborted';
    try {
      content = await readAndRespond(options, { throttling, budget }, request);
    } catch {
      content = gatewayResponse(definition, 'API_CONFIGURATION_ERROR', request);
    }
    if (content === 'aborted') return;
    try {
      write(response, content, request);
    } catch {
      // A header is not valid in HTTP. To API Gateway the function's result is malformed then.
      write(response, gatewayResponse(definition, 'MALFORMED_PROXY_RESPONSE', request), request);
    }
  }

  // Node would reject a request without a Host header itself, without the API's gateway response.
  const server = createServer({ requireHostHeader: false }, handleRequest);
  server.on('checkContinue', (message, response) => {
    // A client is not asked to send a body that is too large.
    if (Number(message.headers['content-length'] ?? 0) <= requestBodyLimitBytes) response.writeContinue();
    return handleRequest(message, response);
  });
  // Node would reject an expectation that it does not know, without problem details. A server may ignore it (RFC 9110, 10.1.1).
  server.on('checkExpectation', handleRequest);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    return rejectMalformed(definition, socket, latestResponses.get(socket));
  });
  return server;
}

function readRequest(message: IncomingMessage): UnreadRequest {
  // Clients of a proxy send the whole URL.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const queryStart = target.indexOf('?');
  return {
    message,
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    httpMethod: message.method ?? 'GET',
    path: (queryStart < 0 ? target : target.slice(0, queryStart)) || '/',
    query: queryStart < 0 ? '' : target.slice(queryStart + 1),
    sourceIp: message.socket.remoteAddress ?? '',
  };
}

/** What all requests share. */
interface Limits {
  readonly throttling: Throttling;
  readonly budget: BodyBudget;
}

async function readAndRespond(
  options: RestApiServerOptions,
  { throttling, budget }: Limits,
  request: UnreadRequest,
): Promise<HttpResponse | 'aborted'> {
  const { definition, requestBodyLimitBytes = PAYLOAD_LIMIT_BYTES } = options;
  const body = await readBody(request.message, { limitBytes: requestBodyLimitBytes, budget });
  if (body === 'aborted') return body;
  if (body === 'too large') return gatewayResponse(definition, 'REQUEST_TOO_LARGE', request);
  if (body === 'over budget') return OVER_BUDGET;
  try {
    return await respond(options, throttling, { ...request, body });
  } finally {
    budget.return(body.byteLength);
  }
}

/** Not of API Gateway, which has more memory than one machine. */
const OVER_BUDGET = problemResponse({
  status: 503,
  title: 'Service Unavailable',
  detail: 'The requests in progress have too much data for this machine. Try again.',
  headers: { 'Retry-After': '1' },
});

async function respond(
  { definition, invoke, integrationTimeoutMs }: RestApiServerOptions,
  throttling: Throttling,
  request: ProxyRequest,
): Promise<HttpResponse> {
  const failWith = (error: GatewayError) => gatewayResponse(definition, error, request);
  const { message, httpMethod, path } = request;
  if (message.headers.host === undefined && message.httpVersion === '1.1') return failWith('BAD_REQUEST');
  const route = findRoute(definition.root, httpMethod, path);
  if (!route) return failWith('MISSING_AUTHENTICATION_TOKEN');
  if (!throttling.admits(route.resource.path, httpMethod)) return failWith('THROTTLED');
  const { integration } = route;
  if (integration.type === 'MOCK') return integration;

  const event = proxyEvent(definition, route, request);
  const result = await withTimeout(
    invoke(integration.functionArn, event),
    integration.timeoutMs ?? integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS,
  );
  if (result === undefined) return failWith('INTEGRATION_TIMEOUT');
  const response = result.ok && proxyResponse(result.payload, definition.binaryMediaTypes, message.headers.accept);
  return response || failWith('MALFORMED_PROXY_RESPONSE');
}

/** @returns `undefined` when the timeout is over first. The invocation continues, as on AWS. */
async function withTimeout<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result | undefined> {
  const { promise: timedOut, resolve } = Promise.withResolvers<undefined>();
  const timeout = setTimeout(resolve, timeoutMs, undefined);
  try {
    return await Promise.race([work, timedOut]);
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

function write(response: ServerResponse, content: HttpResponse, request: UnreadRequest): void {
  const { statusCode, body } = content;
  const headers = responseHeaders(content, request);
  const { message } = request;
  if (message.complete) {
    response.writeHead(statusCode, headers);
    response.end(body);
    return;
  }
  // The client is still sending. If the connection were closed now, the client could lose the response; if it were kept
  // open, the client could send without end.
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

/** Responds to bytes that are not valid HTTP, after the responses to the requests before them on the connection. */
function rejectMalformed(definition: RestApiDefinition, socket: Duplex, latest: ServerResponse | undefined): void {
  const request = {
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    httpMethod: '',
    path: '',
    sourceIp: '',
  };
  const response = gatewayResponse(definition, 'BAD_REQUEST', request);
  const headers = { ...responseHeaders(response, request), Connection: 'close' };
  const head = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  const reject = () =>
    socket.end([`HTTP/1.1 ${response.statusCode} Bad Request`, ...head, '', response.body].join('\r\n'));

  if (!latest || latest.writableFinished) reject();
  else if (latest.req.complete) latest.once('close', reject);
  else if (latest.headersSent) socket.destroy();
  // The body of the latest request is malformed. The rest of it will not arrive.
  else latest.writeHead(response.statusCode, headers).end(response.body, () => latest.req.destroy());
}
