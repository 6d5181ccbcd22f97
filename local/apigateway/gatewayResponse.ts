import type { RestApiDefinition } from './definition.ts';

/** A complete response, ready to be sent. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** What is known of a request when API Gateway refuses it, or fails to get an answer for it. */
export interface RequestContext {
  readonly requestId: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly sourceIp: string;
}

interface GatewayErrorDefinition {
  /** The gateway response that words the error. */
  readonly responseType: string;
  readonly statusCode: number;
  readonly message: string;
  /** The `x-amzn-ErrorType`. */
  readonly errorType: string;
}

/**
 * API Gateway's own errors, with the status and message it gives them when the API does not word them. What a function
 * failed with, or a result that is no response, is nobody's business but the log's.
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

type Variable = (error: GatewayErrorDefinition, request: RequestContext) => string;

/** What `$context.…` stands for in a template. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  'error.message': ({ message }) => escapeJson(message),
  'error.messageString': ({ message }) => JSON.stringify(message),
  'error.responseType': ({ responseType }) => responseType,
  httpMethod: (_, { httpMethod }) => escapeJson(httpMethod),
  'identity.sourceIp': (_, { sourceIp }) => escapeJson(sourceIp),
  path: (_, { path }) => escapeJson(path),
  requestId: (_, { requestId }) => requestId,
};

/** As it may stand between the quotes of a JSON string. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A piece of a gateway response's template: literal text, or what gives the value of a variable. */
export type TemplatePart = string | Variable;

/**
 * Takes a gateway response's template apart, once and for all requests.
 *
 * @param logicalId of the gateway response, for the error
 * @throws Error naming a variable that is not known here.
 */
export function parseTemplate(template: string, logicalId: string): TemplatePart[] {
  return template.split(/(\$(?:context\.\w+(?:\.\w+)*|\w[\w.]*))/).map((part, index) => {
    if (index % 2 === 0 || /^\$\d/.test(part)) return part;
    const variable = VARIABLES[part.slice('$context.'.length)];
    if (!part.startsWith('$context.') || !variable) {
      throw new Error(`${logicalId} sets ResponseTemplates with ${part}, which is not known on this machine.`);
    }
    return variable;
  });
}

const DEFAULT_TEMPLATE = parseTemplate('{"message":$context.error.messageString}', '');

/**
 * The response to an error of API Gateway's own, as the API's gateway responses word it: the one for the error, else the
 * default for 4XX or 5XX, else AWS's own.
 * Source: API Gateway Developer Guide, "Gateway response types for API Gateway".
 */
export function gatewayResponse(
  { gatewayResponses }: RestApiDefinition,
  error: GatewayError,
  request: RequestContext,
): HttpResponse {
  const definition = ERRORS[error];
  const { responseType, statusCode, errorType } = definition;
  const worded =
    gatewayResponses.get(responseType) ?? gatewayResponses.get(statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  return {
    statusCode: worded?.statusCode ?? statusCode,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': errorType, ...worded?.headers },
    body: (worded?.template ?? DEFAULT_TEMPLATE)
      .map((part) => (typeof part === 'string' ? part : part(definition, request)))
      .join(''),
  };
}
