import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj, type Request } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { CORRELATION_ID } from '../runtime/correlation.ts';
import { log } from '../runtime/log.ts';
import { publishMetrics } from '../runtime/metrics.ts';
import { Problem } from './problem.ts';
import { INTERNAL_ERROR, UNKNOWN_PATH } from './problemTexts.ts';
import { type RouteInput, readInput } from './readInput.ts';
import { type HttpRequest, requestOf } from './request.ts';
import { type HttpResponse, json } from './response.ts';
import { allowedMethods, type HttpFunction, type Route, type RouteName, type Routes, routes } from './routes.ts';

/** The routes of a function, and of those the ones that require a token. */
type RoutesOf<Of extends HttpFunction> = {
  [Name in RouteName]: Routes[Name]['function'] extends Of ? Name : never;
}[RouteName];
type TokenRoutesOf<Of extends HttpFunction> = {
  [Name in RoutesOf<Of>]: Routes[Name] extends { token: true } ? Name : never;
}[RoutesOf<Of>];

/** One handler for each route of the function: a missing or superfluous one does not compile. */
type RouteHandlers<Of extends HttpFunction> = {
  readonly [Name in RoutesOf<Of>]: (input: RouteInput<Name>, request: HttpRequest) => Promise<HttpResponse>;
};

/** Resolves when the request has a valid token. @throws Problem 401 otherwise */
export type Authorize = (request: HttpRequest) => Promise<void>;

type HttpHandlerOptions<Of extends HttpFunction> = { readonly handlers: RouteHandlers<Of> } & ([
  TokenRoutesOf<Of>,
] extends [never]
  ? { readonly authorize?: undefined }
  : { readonly authorize: Authorize });

type AnyHandler = (input: Record<string, unknown>, request: HttpRequest) => Promise<HttpResponse>;

/**
 * The Lambda handler of an HTTP function. It dispatches by the route that API Gateway matched (`event.resource`), checks
 * the token where the route table requires one, parses the input with the route's schemas and serializes the response.
 * A thrown {@link Problem} becomes problem details (RFC 9457); any other error is logged and becomes a 500 that contains
 * only the request id.
 */
export function httpHandler<Of extends HttpFunction>({ handlers, authorize }: HttpHandlerOptions<Of>) {
  const handlerByName = new Map<string, AnyHandler>(Object.entries(handlers));

  async function handle(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const request = requestOf(event);
    const handler = handlerByName.get(request.source);
    if (!handler) throw noSuchRoute(event);
    const route: Route = routes[request.source as RouteName];
    if (route.token) {
      if (!authorize) throw new Error(`${request.source} requires a token, but the handler has no authorize`);
      await authorize(request);
    }
    const response = await handler(readInput(route, event, request), request);
    return resultOf({ ...response, headers: locatedFrom(event.path, response.headers) });
  }

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(log))
    .use(publishMetrics)
    .use(correlatedLog)
    .use(allowAllOrigins)
    .use(withoutBodyForHead)
    .use(problemDetails)
    .handler(handle);
}

/** The stack routes every method that a resource does not have to `gateway`, so that 405 differs from 404. */
function noSuchRoute({ httpMethod: method, resource }: APIGatewayProxyEvent): Problem {
  const allowed = allowedMethods(resource);
  // A method that the resource has belongs to another function: the path was matched in another way than it is routed.
  if (allowed.length === 0 || allowed.includes(method)) return new Problem(404, { detail: UNKNOWN_PATH });
  const allow = allowed.join(', ');
  return new Problem(405, { detail: `This path supports ${allow}.`, headers: { Allow: allow } });
}

/**
 * A client resolves a relative `Location` against the URL of its request (RFC 9110, section 10.2.2). Each slash at the end
 * of the URL is one more level.
 */
function locatedFrom(path: string, headers: HttpResponse['headers']): HttpResponse['headers'] {
  const { Location } = headers;
  if (Location === undefined) return headers;
  const extraLevels = path.length - path.replace(/(?<!\/)\/+$/, '').length;
  return { ...headers, Location: extraLevels === 0 ? Location : Location.replace('./', '../'.repeat(extraLevels)) };
}

function resultOf({ status, headers, body }: HttpResponse): APIGatewayProxyResult {
  if (body === undefined) return { statusCode: status, headers: { ...headers }, body: '' };
  return {
    statusCode: status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function problemResult(problem: Problem): APIGatewayProxyResult {
  const { type = 'about:blank', detail, members, headers } = problem.details;
  const body = { type, title: problem.message, status: problem.status, detail, ...members };
  return resultOf(json(problem.status, body, { 'Content-Type': 'application/problem+json', ...headers }));
}

/** Every log line about a request carries API Gateway's request id, the one that the client sees. */
const correlatedLog: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  before: ({ event }) => log.appendKeys({ [CORRELATION_ID]: event.requestContext.requestId }),
};

/** CORS for every origin is safe: the API uses no cookies, so a page can do nothing on behalf of its visitor. */
const allowAllOrigins: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  after: ({ response }) => addCorsHeaders(response),
  onError: ({ response }) => addCorsHeaders(response),
};

/** A response to HEAD is the one to GET without its body (RFC 9110, section 9.3.2). */
const withoutBodyForHead: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  after: removeBodyForHead,
  onError: removeBodyForHead,
};

function removeBodyForHead({ event, response }: Request<APIGatewayProxyEvent, APIGatewayProxyResult>): void {
  if (response && event.httpMethod === 'HEAD') response.body = '';
}

function addCorsHeaders(response: APIGatewayProxyResult | null | undefined): void {
  if (!response) return;
  response.headers = {
    ...response.headers,
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Allow, ETag, Location, Preference-Applied, Retry-After, WWW-Authenticate',
  };
}

const problemDetails: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  onError: (request) => {
    const { error, event } = request;
    if (error instanceof Problem) {
      request.response = problemResult(error);
      return;
    }
    log.error('Request failed', { event: 'request.failed', error: error ?? new Error('A falsy value was thrown') });
    request.response = problemResult(
      new Problem(500, {
        detail: INTERNAL_ERROR,
        members: { request_id: event.requestContext.requestId },
      }),
    );
  },
};
