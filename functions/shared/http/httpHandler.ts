import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import httpRouter, { type Route } from '@middy/http-router';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod/mini';
import { CORRELATION_ID } from '../runtime/correlation.ts';
import { log } from '../runtime/log.ts';
import { publishMetrics } from '../runtime/metrics.ts';
import { Problem } from './problem.ts';

const MAX_BODY_BYTES = 64 * 1024;
/** Deeper than anybody means it; code that walks a value by recursion is safe up to here. */
const MAX_DEPTH = 100;

/** A JSON response. */
export function json(statusCode: number, body: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult {
  return { statusCode, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/**
 * The Lambda handler of an HTTP function: routes the request, and answers whatever is thrown as problem details
 * (RFC 9457): a {@link Problem} as it is, anything else as a 500 with nothing but the id under which the log has it.
 */
export function httpHandler(routes: Route<APIGatewayProxyEvent, APIGatewayProxyResult>[]) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(log))
    .use(publishMetrics)
    .use(correlated)
    .use(openToEveryOrigin)
    .use(problemDetails)
    .handler(httpRouter(routes));
}

/**
 * The query's parameters, checked.
 *
 * @throws Problem 400 naming each parameter that is missing or malformed.
 */
export function readQuery<Schema extends z.ZodMiniType>(event: APIGatewayProxyEvent, schema: Schema): z.output<Schema> {
  return check(schema, event.queryStringParameters ?? {}, 'query parameter');
}

/**
 * The path's parameters, checked.
 *
 * @throws Problem 400 naming each parameter that is malformed.
 */
export function readPath<Schema extends z.ZodMiniType>(event: APIGatewayProxyEvent, schema: Schema): z.output<Schema> {
  return check(schema, event.pathParameters ?? {}, 'path parameter');
}

/**
 * The JSON body, checked.
 *
 * @param maxBytes what the route takes; API Gateway takes 10 MB, Lambda 6 MB
 * @throws Problem 415 for another content type, 413 for too much, 400 for what is not JSON or does not fit the schema.
 */
export function readJsonBody<Schema extends z.ZodMiniType>(
  event: APIGatewayProxyEvent,
  schema: Schema,
  maxBytes = MAX_BODY_BYTES,
): z.output<Schema> {
  const contentType = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '')) {
    throw new Problem(415, {
      detail: 'Send the body as JSON, with the header "Content-Type: application/json".',
      headers: { 'Accept-Post': 'application/json' },
    });
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.byteLength > maxBytes) {
    throw new Problem(413, {
      detail: `Send a body of at most ${maxBytes} bytes; this one has ${body.byteLength}.`,
    });
  }
  return check(schema, parseJson(body.toString('utf8')), 'body');
}

function parseJson(body: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The parser's own message quotes the input, so it is not passed on.
    throw new Problem(400, { detail: 'The body is not valid JSON. Check its quotes, commas and braces.' });
  }
  if (isDeeperThan(MAX_DEPTH, value)) {
    throw new Problem(400, { detail: `The body is nested more than ${MAX_DEPTH} levels deep: flatten it.` });
  }
  return value;
}

/** Looks level by level, because recursion is what it is to prevent. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** @throws Problem 400 naming, for each fault, where in the `source` it is and what would be right. */
function check<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, source: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ parameter: issue.path.join('.'), detail: issue.message }));
  throw new Problem(400, {
    detail: errors.map(({ parameter, detail }) => `The ${source}${parameter && ` "${parameter}"`} ${detail}`).join(' '),
    members: { errors },
  });
}

/** Every line about a request has the id that the client got for it, and so have those about what it put into a queue. */
const correlated: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  before: ({ event }) => log.appendKeys({ [CORRELATION_ID]: event.requestContext.requestId }),
};

/** Any page may use the API: it has no cookies, so there is nothing that another origin could steal. */
const openToEveryOrigin: MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> = {
  after: ({ response }) => allowEveryOrigin(response),
  onError: ({ response }) => allowEveryOrigin(response),
};

function allowEveryOrigin(response: APIGatewayProxyResult | null | undefined): void {
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
      request.response = problemResponse(error);
      return;
    }
    log.error('Request failed', { event: 'request.failed', error: error ?? new Error('Nothing was thrown') });
    request.response = problemResponse(
      new Problem(500, {
        detail: 'This is our fault, not yours. If it stays, report it with this request id.',
        members: { request_id: event.requestContext.requestId },
      }),
    );
  },
};

function problemResponse(problem: Problem): APIGatewayProxyResult {
  const { type = 'about:blank', detail, members, headers } = problem.details;
  const body = { type, title: problem.message, status: problem.status, detail, ...members };
  return json(problem.status, body, { 'Content-Type': 'application/problem+json', ...headers });
}
