import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { DEFAULT_MAX_BODY_BYTES } from './limits.ts';
import { Problem } from './problem.ts';
import type { HttpRequest } from './request.ts';
import type { Route, RouteName, Routes } from './routes.ts';

/** No legitimate input is nested this deep, and recursive code handles this depth safely. */
const MAX_DEPTH = 100;

type Part<Of, Name extends 'path' | 'query' | 'body'> =
  Of extends Readonly<Record<Name, infer Schema extends z.ZodMiniType>> ? { [Key in Name]: z.output<Schema> } : unknown;
type OneOf<Of> =
  | (Part<Of, 'query'> & { readonly body?: undefined })
  | (Part<Of, 'body'> & { readonly query?: undefined });

/** What the handler of a route gets: its parsed path, query and body; of a route with query and body one of the two. */
export type RouteInput<Name extends RouteName> = Routes[Name] extends { query: unknown; body: unknown }
  ? OneOf<Routes[Name]>
  : Part<Routes[Name], 'path'> & Part<Routes[Name], 'query'> & Part<Routes[Name], 'body'>;

/**
 * Parses the path, the query and the JSON body of a request with the schemas of its route.
 *
 * @throws Problem 400 naming each parameter that is missing or malformed; of a body also 415 for another content type,
 *   413 when it is too large, and 400 when it is not JSON
 */
export function readInput(route: Route, event: APIGatewayProxyEvent, request: HttpRequest): Record<string, unknown> {
  const query = event.queryStringParameters ?? {};
  const usesQuery = route.query && (!route.body || hasParameterOf(route.query, query));
  return {
    ...(route.path && { path: parse(route.path, event.pathParameters ?? {}, 'path parameter') }),
    ...(route.query && usesQuery && { query: parse(route.query, query, 'query parameter') }),
    ...(route.body && !usesQuery && { body: parse(route.body, readJsonBody(route, event, request), 'body') }),
  };
}

function hasParameterOf(schema: z.ZodMiniType, query: Readonly<Record<string, unknown>>): boolean {
  return schema instanceof z.ZodMiniObject && Object.keys(schema.def.shape).some((name) => name in query);
}

/** @throws Problem 400 naming, for each fault, where in the `source` it is and what would be right */
function parse<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, source: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ parameter: issue.path.join('.'), detail: issue.message }));
  throw new Problem(400, {
    detail: errors.map(({ parameter, detail }) => `The ${source}${parameter && ` "${parameter}"`} ${detail}`).join(' '),
    members: { errors },
  });
}

function readJsonBody(
  { maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: Route,
  event: APIGatewayProxyEvent,
  request: HttpRequest,
): unknown {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.header('content-type') ?? '')) {
    throw new Problem(415, {
      detail: 'Send the body as JSON, with the header "Content-Type: application/json".',
      headers: { 'Accept-Post': 'application/json' },
    });
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.byteLength > maxBodyBytes) {
    throw new Problem(413, {
      detail: `Send a body of at most ${maxBodyBytes} bytes; this one has ${body.byteLength}.`,
    });
  }
  return parseJson(body.toString('utf8'));
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

/** Walks level by level: recursion is what the limit protects. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let containers = [value].filter(isContainer);
  for (let levels = 1; containers.length > 0; levels += 1) {
    if (levels > limit) return true;
    containers = containers.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
