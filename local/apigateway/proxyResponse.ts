import { isBinary } from './binaryMediaTypes.ts';
import type { HttpResponse } from './gatewayResponse.ts';

const KNOWN_KEYS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/**
 * The headers that API Gateway renames in a function's response, because they are its own or the connection's.
 * Source: API Gateway Developer Guide, "Amazon API Gateway important notes".
 */
const REMAPPED_HEADERS = new Set([
  'connection',
  'content-length',
  'date',
  'server',
  'x-amz-apigw-id',
  'x-amzn-requestid',
]);

/**
 * Creates the HTTP response for a function's result. No key of the result is required, and no unknown key is allowed. A
 * body in Base64 is decoded if the client accepts a binary media type.
 * Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration".
 *
 * @param accept the request's `Accept` header
 * @returns `undefined` when the result is malformed, to which API Gateway responds with 502
 */
export function proxyResponse(
  payload: unknown,
  binaryMediaTypes: readonly string[],
  accept: string | undefined,
): HttpResponse | undefined {
  if (!isObject(payload)) return undefined;
  for (const key in payload) if (!KNOWN_KEYS.has(key)) return undefined;
  const { body = null, isBase64Encoded = false } = payload;
  const statusCode = readStatusCode(payload.statusCode);
  const headers = mergeHeaders(payload.headers ?? {}, payload.multiValueHeaders ?? {});
  if (statusCode === undefined || headers === undefined) return undefined;
  if (body !== null && typeof body !== 'string') return undefined;
  if (isBase64Encoded !== null && typeof isBase64Encoded !== 'boolean') return undefined;
  const decoded = isBase64Encoded && isBinary(binaryMediaTypes, accept);
  return { statusCode, headers, body: decoded ? Buffer.from(body ?? '', 'base64') : (body ?? '') };
}

/** Status codes are numbers or strings. Those below 200 are interim responses in HTTP. */
function readStatusCode(value: unknown): number | undefined {
  const statusCode = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : (value ?? 200);
  const valid = typeof statusCode === 'number' && Number.isInteger(statusCode) && statusCode >= 200 && statusCode < 600;
  return valid ? statusCode : undefined;
}

/** Merges single-value and multi-value headers. Names are case-insensitive. A value that is in both is sent once. */
function mergeHeaders(single: unknown, multi: unknown): HttpResponse['headers'] | undefined {
  if (!isObject(single) || !isObject(multi)) return undefined;
  const merged = new Map<string, { name: string; values: string[] }>();
  const valuesOf = (name: string): string[] => {
    const key = name.toLowerCase();
    const header = merged.get(key) ?? {
      name: REMAPPED_HEADERS.has(key) ? `x-amzn-Remapped-${name}` : name,
      values: [],
    };
    merged.set(key, header);
    return header.values;
  };
  for (const [name, list] of Object.entries(multi)) {
    if (!Array.isArray(list) || !list.every(isHeaderValue)) return undefined;
    valuesOf(name).push(...list.map(String));
  }
  for (const [name, value] of Object.entries(single)) {
    if (!isHeaderValue(value)) return undefined;
    const values = valuesOf(name);
    if (!values.includes(String(value))) values.push(String(value));
  }
  // The server frames the response.
  merged.delete('transfer-encoding');

  const headers: Record<string, string | string[]> = merged.has('content-type')
    ? {}
    : { 'Content-Type': 'application/json' };
  for (const { name, values } of merged.values()) {
    const [first] = values;
    if (first !== undefined) headers[name] = values.length > 1 ? values : first;
  }
  return headers;
}

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
