import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseJson } from '../runtime/json.ts';
import { DEFAULT_MAX_BODY_BYTES } from './limits.ts';
import { Problem } from './problem.ts';
import type { HttpRequest } from './request.ts';
import type { Route, RouteName, Routes } from './routes.ts';

const REPLACEMENT_CHARACTER = '\u{FFFD}';
const BYTE_ORDER_MARK = '\u{FEFF}';

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
 *   413 when it is too large, and 400 when it is not JSON in UTF-8
 */
export function readInput(route: Route, event: APIGatewayProxyEvent, request: HttpRequest): Record<string, unknown> {
  const query = event.queryStringParameters ?? {};
  const usesQuery = route.query && (!route.body || hasParameterOf(route.query, query));
  return {
    ...(route.path && { path: parse(route.path, event.pathParameters ?? {}, 'path parameter') }),
    ...(route.query && usesQuery && { query: parse(route.query, decoded(query), 'query parameter') }),
    ...(route.body && !usesQuery && { body: parse(route.body, readJsonBody(route, event, request), 'body') }),
  };
}

/** @throws Problem 400 when a value is not UTF-8: API Gateway then replaces its bytes by U+FFFD */
function decoded(query: Readonly<Record<string, string | undefined>>): typeof query {
  if (Object.values(query).some((value) => value?.includes(REPLACEMENT_CHARACTER) || value?.isWellFormed() === false)) {
    throw new Problem(400, { detail: 'The query is not UTF-8: percent-encode the UTF-8 bytes of each value.' });
  }
  return query;
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
  requireJson(request.header('content-type') ?? '');
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.byteLength > maxBodyBytes) {
    throw new Problem(413, {
      detail: `Send a body of at most ${maxBodyBytes} bytes; this one has ${body.byteLength}.`,
    });
  }
  return parseJsonBody(decodeUtf8(body));
}

/** @throws Problem 415 when the content type is not JSON, or not in UTF-8, the only encoding of JSON (RFC 8259, section 8.1) */
function requireJson(contentType: string): void {
  const headers = { 'Accept-Post': 'application/json' };
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw new Problem(415, {
      detail: 'Send the body as JSON, with the header "Content-Type: application/json".',
      headers,
    });
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new Problem(415, {
      detail:
        'Send the body in UTF-8: its Content-Type has another charset. Leave the charset out or send charset=utf-8.',
      headers,
    });
  }
}

/**
 * Decodes a body, without a byte order mark. API Gateway replaces bytes that are not UTF-8 by U+FFFD before a function gets a
 * body as text, so U+FFFD is rejected too. As the escape \ufffd it is accepted.
 *
 * @throws Problem 400 when the body is not UTF-8
 */
function decodeUtf8(body: Buffer): string {
  const text = body.toString('utf8');
  if (text.includes(REPLACEMENT_CHARACTER)) {
    throw new Problem(400, {
      detail: 'The body is not UTF-8: send it in UTF-8. The replacement character U+FFFD has to be sent as \\ufffd.',
    });
  }
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function parseJsonBody(body: string): unknown {
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
  if (hasLoneSurrogate(value)) {
    throw new Problem(400, {
      detail:
        'The body has an escape of one half of a surrogate pair, such as \\ud83c, without the other half: it stands for no character.',
    });
  }
  // After the check of the depth: this parser is recursive.
  return parseJson(body);
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

/** Whether a string or the name of a member is not well-formed Unicode, which neither SQS nor DynamoDB can hold. */
function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (!isContainer(value)) return false;
  return Object.entries(value).some(([name, member]) => !name.isWellFormed() || hasLoneSurrogate(member));
}
