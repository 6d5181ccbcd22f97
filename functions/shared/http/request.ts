import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request as handlers see it, without Lambda's event. */
export interface HttpRequest {
  /** The route that API Gateway matched, such as `POST /prediction`; for HEAD the one of GET. */
  readonly source: string;
  /** API Gateway's request id, which every log line and message of this request carries. */
  readonly correlationId: string;
  readonly sourceIp: string;
  /** @returns the value of the last header field with this name, in any case; undefined when there is none */
  header(name: string): string | undefined;
  /** @returns the values of all header fields with this name, in any case */
  headerValues(name: string): string[];
}

export function requestOf(event: APIGatewayProxyEvent): HttpRequest {
  const { headers, multiValueHeaders, httpMethod, resource, requestContext } = event;
  return {
    source: `${httpMethod === 'HEAD' ? 'GET' : httpMethod} ${resource}`,
    correlationId: requestContext.requestId,
    sourceIp: requestContext.identity?.sourceIp ?? 'unknown',
    header: (name) => Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
    headerValues: (name) =>
      Object.entries(multiValueHeaders ?? {}).flatMap(([key, values]) =>
        key.toLowerCase() === name.toLowerCase() ? (values ?? []) : [],
      ),
  };
}
