import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ACCOUNT_ID } from '../cloudformation/account.ts';
import { isBinary } from './binaryMediaTypes.ts';
import type { RestApiDefinition } from './definition.ts';
import type { RequestContext } from './gatewayResponse.ts';
import type { Route } from './routing.ts';

/** A request that is to be passed to a function. */
export interface ProxyRequest extends RequestContext {
  readonly message: IncomingMessage;
  readonly extendedRequestId: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  readonly body: Buffer;
}

/**
 * The headers that API Gateway does not pass on.
 * Source: API Gateway Developer Guide, "Amazon API Gateway important notes".
 */
const DROPPED_HEADERS = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/**
 * Creates the event that API Gateway passes to a function.
 * Source: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration".
 */
export function proxyEvent(
  { apiId, stage, binaryMediaTypes }: RestApiDefinition,
  { resource, pathParameters }: Route,
  request: ProxyRequest,
): APIGatewayProxyEvent {
  const { body, extendedRequestId, httpMethod, message, path, query, requestId, sourceIp } = request;
  const now = new Date();
  const headers = readHeaders(request, now);
  const parameters = readQuery(query);
  const domainName = (message.headers.host ?? '').replace(/:\d*$/, '');
  const isBase64Encoded = body.byteLength > 0 && isBinary(binaryMediaTypes, message.headers['content-type']);
  return {
    resource: resource.path,
    path,
    httpMethod,
    headers: headers.last,
    multiValueHeaders: headers.all,
    queryStringParameters: parameters?.last ?? null,
    multiValueQueryStringParameters: parameters?.all ?? null,
    pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      authorizer: null,
      domainName,
      domainPrefix: domainName.split('.', 1)[0] ?? '',
      extendedRequestId,
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
        sourceIp,
        user: null,
        userAgent: message.headers['user-agent'] ?? null,
        userArn: null,
      },
      path,
      protocol: `HTTP/${message.httpVersion}`,
      requestId,
      requestTime: commonLogTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: resource.id,
      resourcePath: resource.path,
      stage,
    },
    body: body.byteLength === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/** Values by name: the last one of each name, for API Gateway's single-value maps, and all, for its multi-value maps. */
class MultiValues {
  // Without a prototype, names such as `__proto__` and `constructor` are not special.
  readonly last: Record<string, string> = Object.create(null);
  readonly all: Record<string, string[]> = Object.create(null);

  add(name: string, value: string): void {
    this.last[name] = value;
    const values = this.all[name];
    if (values) values.push(value);
    else this.all[name] = [value];
  }
}

function readHeaders({ message, sourceIp, requestId }: ProxyRequest, now: Date): MultiValues {
  const headers = new MultiValues();
  const { rawHeaders } = message;
  let forwardedFor = sourceIp;
  let traced = false;
  // Names and values alternate. Unlike `headers`, they are as they were sent.
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const key = name.toLowerCase();
    if (DROPPED_HEADERS.has(key)) continue;
    if (key === 'x-forwarded-for') {
      forwardedFor = `${value}, ${forwardedFor}`;
      continue;
    }
    if (key === 'x-amzn-trace-id') traced = true;
    headers.add(name, value);
  }
  if (!traced) {
    const seconds = Math.floor(now.getTime() / 1000).toString(16);
    headers.add('X-Amzn-Trace-Id', `Root=1-${seconds}-${requestId.replaceAll('-', '').slice(0, 24)}`);
  }
  headers.add('X-Forwarded-For', forwardedFor);
  headers.add('X-Forwarded-Port', String(message.socket.localPort));
  headers.add('X-Forwarded-Proto', 'http');
  return headers;
}

/** Parses a query as browsers do: `+` is a space, and a malformed escape or byte sequence is never an error. */
function readQuery(query: string): MultiValues | undefined {
  if (query === '') return undefined;
  const search = new URLSearchParams(query);
  if (search.size === 0) return undefined;
  const parameters = new MultiValues();
  for (const [name, value] of search) parameters.add(name, value);
  return parameters;
}

/** Formats a time as in `23/Nov/2026:14:05:06 +0000`. */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
