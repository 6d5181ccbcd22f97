import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ACCOUNT_ID } from '../physicalResources.ts';
import type { RestApiDefinition } from './definition.ts';
import type { Route } from './routing.ts';

/**
 * The event that API Gateway hands to a function for a request.
 * Source: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration".
 *
 * @param path the request's path, @param query what follows its question mark, both as they were sent
 */
export function proxyEvent(
  { apiId, stage }: RestApiDefinition,
  { resource, pathParameters }: Route,
  request: IncomingMessage,
  path: string,
  query: string,
  body: Buffer,
  requestId: string,
): APIGatewayProxyEvent {
  const httpMethod = request.method ?? 'GET';
  const multiValueHeaders = pairs(request.rawHeaders);
  // As browsers do: `+` is a space, a malformed escape or byte sequence stands for itself and is never an error.
  const multiValueQuery = group(new URLSearchParams(query));
  const now = new Date();
  return {
    resource: resource.path,
    path,
    httpMethod,
    headers: last(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query === '' ? null : last(multiValueQuery),
    multiValueQueryStringParameters: query === '' ? null : multiValueQuery,
    pathParameters: pathParameters && { ...pathParameters },
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      authorizer: null,
      domainName: request.headers.host?.split(':')[0] ?? '',
      extendedRequestId: randomUUID(),
      httpMethod,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.socket.remoteAddress ?? '',
        user: null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: null,
      },
      path,
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTime: commonLogTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: resource.id,
      resourcePath: resource.path,
      stage,
    },
    // Without binary media types, which the API does not have, API Gateway passes every body on as text.
    body: body.byteLength === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
  };
}

type MultiValue = Record<string, string[]>;

/** Names and values in turn, as Node keeps the headers of a request in the case they were sent in. */
function pairs(raw: string[]): MultiValue {
  const values: MultiValue = {};
  for (let index = 0; index + 1 < raw.length; index += 2) add(values, raw[index] ?? '', raw[index + 1] ?? '');
  return values;
}

function group(parameters: URLSearchParams): MultiValue {
  const values: MultiValue = {};
  for (const [name, value] of parameters) add(values, name, value);
  return values;
}

function add(values: MultiValue, name: string, value: string): void {
  // Not by assignment alone: a parameter may be called `__proto__` or `constructor`.
  if (Object.hasOwn(values, name)) values[name]?.push(value);
  else Object.defineProperty(values, name, { value: [value], enumerable: true });
}

/** API Gateway keeps the last of several values of the same name. */
function last(values: MultiValue): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

/** `23/Nov/2026:14:05:06 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
