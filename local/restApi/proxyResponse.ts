import type { HttpResponse } from './gatewayResponse.ts';

/**
 * The HTTP response that a function's result stands for.
 * Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration".
 *
 * @returns nothing when the result is malformed, which API Gateway answers with 502
 */
export function proxyResponse(payload: unknown): HttpResponse | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = payload as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  if (!isRecord(headers) || !isRecord(multiValueHeaders)) return undefined;

  const merged: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers ?? {})) merged[name] = String(value);
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (!Array.isArray(values)) return undefined;
    merged[name] = values.map(String);
  }
  const hasType = Object.keys(merged).some((name) => name.toLowerCase() === 'content-type');
  return {
    statusCode: status,
    headers: hasType ? merged : { 'Content-Type': 'application/json', ...merged },
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> | undefined | null {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
