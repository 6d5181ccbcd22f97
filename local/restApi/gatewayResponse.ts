import type { RestApiDefinition } from './definition.ts';

/** A complete response, ready to be sent. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

/** API Gateway's own errors, with the status and message it gives them when the API does not word them. */
const ERRORS = {
  BAD_REQUEST: { statusCode: 400, message: 'Bad Request' },
  MISSING_AUTHENTICATION_TOKEN: { statusCode: 403, message: 'Missing Authentication Token' },
  REQUEST_TOO_LARGE: { statusCode: 413, message: 'Request Too Long' },
  // What a function failed with, or a result that is no response, is nobody's business but the log's.
  INTEGRATION_ERROR: { statusCode: 502, message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { statusCode: 504, message: 'Endpoint request timed out' },
} as const;

export type GatewayError = keyof typeof ERRORS;

/**
 * The response to an error of API Gateway's own, as the API's gateway responses word it: the one for the error, else the
 * default for 4XX or 5XX, else AWS's own.
 * Source: API Gateway Developer Guide, "Gateway response types for API Gateway".
 */
export function gatewayResponse(
  { gatewayResponses }: RestApiDefinition,
  error: GatewayError,
  requestId: string,
): HttpResponse {
  const { statusCode, message } = ERRORS[error];
  const worded = gatewayResponses.get(error) ?? gatewayResponses.get(statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const template = worded?.template ?? '{"message":$context.error.messageString}';
  return {
    statusCode: worded?.statusCode ?? statusCode,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': error, ...worded?.headers },
    body: template
      .replaceAll('$context.error.messageString', JSON.stringify(message))
      .replaceAll('$context.error.message', message)
      .replaceAll('$context.requestId', requestId),
  };
}
