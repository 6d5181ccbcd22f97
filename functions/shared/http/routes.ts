import type * as z from 'zod/mini';
import {
  alertBody,
  alertPath,
  alertsQuery,
  anyJson,
  interactionBody,
  keyQuery,
  messageInput,
  predictionPath,
  predictionQuery,
  questionInput,
  taskPath,
  writeBody,
  writeQuery,
} from './inputs.ts';
import { MAX_WRITE_BYTES } from './limits.ts';

/** The functions that serve the API, by their folder under `functions/`. */
export type HttpFunction = 'gateway' | 'submit' | 'status' | 'store' | 'alertsApi';

export interface Route {
  readonly function: HttpFunction;
  readonly summary: string;
  /** Set where the route requires a token: `Authorization: Bearer …`. */
  readonly token?: true;
  readonly path?: z.ZodMiniType;
  /** The query's schema. Where a route has a `body` too, a request uses the query if it has any of its parameters. */
  readonly query?: z.ZodMiniType;
  /** The JSON body's schema. */
  readonly body?: z.ZodMiniType;
  /** The largest body in bytes, where it is not DEFAULT_MAX_BODY_BYTES. */
  readonly maxBodyBytes?: number;
}

/**
 * Every route of the API, by method and path in API Gateway's notation, in the order of the README. The
 * REST API, the dispatch of requests, tokens, 405 responses and the description at `GET /` are derived from this table.
 */
export const routes = {
  'GET /': { function: 'gateway', summary: 'Describes the API, its routes and the processing time' },
  'GET /health': { function: 'gateway', summary: 'Liveness' },
  'GET /health/ready': {
    function: 'gateway',
    summary: 'Readiness: 503 lists the dependencies that cannot be reached',
  },
  'POST /predictions': {
    function: 'submit',
    body: questionInput,
    summary: 'Ask a yes/no question: {"question": "Will it rain tomorrow?"}',
  },
  'GET /predictions/{id}': {
    function: 'status',
    path: predictionPath,
    summary: 'The task of a question, with its answer once there is one',
  },
  'POST /prediction': { function: 'submit', query: questionInput, summary: 'Ask a yes/no question: ?question=' },
  'POST /process': {
    function: 'submit',
    query: messageInput,
    summary: 'Submit a message, which need not be a question: ?message=',
  },
  'GET /status': { function: 'status', query: predictionQuery, summary: 'The task of a question: ?prediction_id=' },
  'GET /status/{task_id}': { function: 'status', path: taskPath, summary: 'A task' },
  'POST /submit': {
    function: 'submit',
    body: interactionBody,
    summary: 'Record an interaction: {"data": …}',
  },
  'POST /run': {
    function: 'submit',
    token: true,
    query: keyQuery,
    body: anyJson,
    summary:
      'Convert every string to upper case: of the JSON body, waiting for the result, or of a stored value: ?key=',
  },
  'POST /add': { function: 'store', token: true, query: writeQuery, summary: 'Store a text: ?key=&value=' },
  'POST /write': {
    function: 'store',
    token: true,
    query: writeQuery,
    body: writeBody,
    maxBodyBytes: MAX_WRITE_BYTES,
    summary: 'Store a value: {"key": "…", "value": …}; If-Match makes it conditional',
  },
  'GET /read': { function: 'store', token: true, query: keyQuery, summary: 'Return a stored value: ?key=' },
  'POST /alert': {
    function: 'alertsApi',
    token: true,
    body: alertBody,
    summary: 'Send an alert: {"type": "…", "payload": …}',
  },
  'GET /alerts': {
    function: 'alertsApi',
    token: true,
    query: alertsQuery,
    summary: 'The newest alerts: ?limit=&cursor=',
  },
  'GET /alerts/{id}': { function: 'alertsApi', token: true, path: alertPath, summary: 'An alert' },
} as const satisfies Readonly<Record<`${'GET' | 'POST'} /${string}`, Route>>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

export interface ListedRoute extends Route {
  readonly name: RouteName;
  readonly method: string;
  /** In API Gateway's notation: `{name}` is a path parameter. */
  readonly resource: string;
}

/** The table as a list, with each name split into method and resource. */
export const routeList: readonly ListedRoute[] = (Object.entries(routes) as [RouteName, Route][]).map(
  ([name, route]) => {
    const [method = '', resource = ''] = name.split(' ');
    return { ...route, name, method, resource };
  },
);

/** The methods that a resource answers, as the `Allow` header lists them (RFC 9110, section 10.2.1): HEAD wherever GET. */
export function allowedMethods(resource: string): string[] {
  return routeList
    .filter((route) => route.resource === resource)
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
