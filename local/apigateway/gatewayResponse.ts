import type { RestApiDefinition } from './definition.ts';
import { parseResponseTemplate, renderResponseTemplate, type TemplateContext } from './responseTemplate.ts';

/** A complete response, ready to be sent. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** The part of a request that is known when API Gateway rejects it, or fails to get a response. */
export type RequestContext = TemplateContext['request'];

interface GatewayErrorDefinition {
  /** The gateway response that defines the response to the error. */
  readonly responseType: string;
  readonly statusCode: number;
  readonly message: string;
  /** The `x-amzn-ErrorType`. */
  readonly errorType: string;
}

/**
 * The errors of API Gateway, with the status code and message that they have when the API has no gateway response for
 * them. They reveal nothing of a function's error or malformed result, which are in its log.
 * Source: API Gateway Developer Guide, "Gateway response types for API Gateway".
 */
const ERRORS = {
  BAD_REQUEST: {
    responseType: 'DEFAULT_4XX',
    statusCode: 400,
    message: 'Bad Request',
    errorType: 'BadRequestException',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    responseType: 'MISSING_AUTHENTICATION_TOKEN',
    statusCode: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  REQUEST_TOO_LARGE: {
    responseType: 'REQUEST_TOO_LARGE',
    statusCode: 413,
    message: 'Request Too Long',
    errorType: 'RequestTooLargeException',
  },
  THROTTLED: {
    responseType: 'THROTTLED',
    statusCode: 429,
    message: 'Too Many Requests',
    errorType: 'TooManyRequestsException',
  },
  API_CONFIGURATION_ERROR: {
    responseType: 'API_CONFIGURATION_ERROR',
    statusCode: 500,
    message: 'Internal server error',
    errorType: 'InternalServerErrorException',
  },
  MALFORMED_PROXY_RESPONSE: {
    responseType: 'DEFAULT_5XX',
    statusCode: 502,
    message: 'Internal server error',
    errorType: 'InternalServerErrorException',
  },
  INTEGRATION_TIMEOUT: {
    responseType: 'INTEGRATION_TIMEOUT',
    statusCode: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  },
} as const satisfies Record<string, GatewayErrorDefinition>;

export type GatewayError = keyof typeof ERRORS;

const DEFAULT_TEMPLATE = parseResponseTemplate('{"message":$context.error.messageString}', '');

/**
 * Creates the response to an error of API Gateway: with the API's gateway response for the error, or else the API's default
 * for 4XX or 5XX, or else API Gateway's own.
 * Source: API Gateway Developer Guide, "Gateway response types for API Gateway".
 */
export function gatewayResponse(
  { gatewayResponses }: RestApiDefinition,
  error: GatewayError,
  request: RequestContext,
): HttpResponse {
  const definition = ERRORS[error];
  const { responseType, statusCode, errorType } = definition;
  const defined =
    gatewayResponses.get(responseType) ?? gatewayResponses.get(statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  return {
    statusCode: defined?.statusCode ?? statusCode,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': errorType, ...defined?.headers },
    body: renderResponseTemplate(defined?.template ?? DEFAULT_TEMPLATE, { error: definition, request }),
  };
}
