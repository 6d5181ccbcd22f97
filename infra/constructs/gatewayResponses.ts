import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { DEFAULT_MAX_BODY_BYTES, MAX_WRITE_BYTES } from '../../functions/shared/http/limits.ts';
import { INTERNAL_ERROR, UNKNOWN_PATH } from '../../functions/shared/http/problemTexts.ts';

interface GatewayProblem {
  readonly type: ResponseType;
  /** Left out where the type stands for several statuses: RFC 9457 lets a problem leave its status to the response. */
  readonly status?: number;
  readonly title: string;
  readonly detail: string;
  /** Chosen: when the client may try again. A response to any of the server's errors may be a 503. */
  readonly retryAfterSeconds?: number;
}

const problems: readonly GatewayProblem[] = [
  {
    // API Gateway's response to a path or method that it does not have.
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not Found',
    detail: UNKNOWN_PATH,
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many requests at once. Send fewer, or wait and try again.',
    retryAfterSeconds: 1,
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    detail: `The request is too large. Send a body of at most ${DEFAULT_MAX_BODY_BYTES} bytes, or ${MAX_WRITE_BYTES} to store a value.`,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: 'Gateway Timeout',
    detail: 'The answer took too long. Try again.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    title: 'Request refused',
    detail: 'The request could not be understood. Check its path, headers and encoding.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Internal Server Error',
    detail: INTERNAL_ERROR,
    retryAfterSeconds: 5,
  },
];

/** Gives the errors of API Gateway itself the format of the functions' errors: problem details (RFC 9457). */
export function addProblemResponses(restApi: RestApi): void {
  for (const { type, status, title, detail, retryAfterSeconds } of problems) {
    const problem = {
      type: 'about:blank',
      title,
      ...(status && { status }),
      detail,
      request_id: '$context.requestId',
    };
    restApi.addGatewayResponse(type.responseType, {
      type,
      ...(status && { statusCode: String(status) }),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        'Access-Control-Allow-Origin': "'*'",
        ...(retryAfterSeconds && { 'Retry-After': `'${retryAfterSeconds}'` }),
      },
      templates: { 'application/json': JSON.stringify(problem) },
    });
  }
}
