import type { APIGatewayProxyEvent, Context, SQSEvent, SQSRecord } from 'aws-lambda';

export const lambdaContext = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'invocation' } as Context;

export interface ApiRequest {
  /** The route, such as `GET /predictions/{id}`. */
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as it is when it is a string, as JSON otherwise. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The event with which API Gateway invokes a function for a request. A body has the JSON content type by default. */
export function apiGatewayEvent({ route, path, query, body, headers = {} }: ApiRequest): APIGatewayProxyEvent {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const sent: Record<string, string> = {
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...headers,
  };
  return {
    httpMethod,
    resource,
    // What the client typed differs from the route: no handler may depend on it.
    path: `/typed${resource}`,
    headers: sent,
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', identity: { sourceIp: '192.0.2.1' } },
  } as unknown as APIGatewayProxyEvent;
}

export interface QueuedMessage {
  readonly messageId: string;
  /** Sent as it is when it is a string, as JSON otherwise. */
  readonly body: unknown;
  /** The receive count; 1 by default. */
  readonly attempt?: number;
}

/** The event with which an event source mapping invokes a function for a batch. */
export function sqsEvent(messages: readonly QueuedMessage[]): SQSEvent {
  return {
    Records: messages.map(
      ({ messageId, body, attempt = 1 }) =>
        ({
          messageId,
          receiptHandle: `receipt of ${messageId}`,
          body: typeof body === 'string' ? body : JSON.stringify(body),
          attributes: { ApproximateReceiveCount: String(attempt) },
          messageAttributes: { correlation_id: { dataType: 'String', stringValue: 'request-1' } },
        }) as unknown as SQSRecord,
    ),
  };
}
