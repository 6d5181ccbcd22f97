/** The functions that answer HTTP requests. */
export type HttpFunction = 'gateway' | 'submit' | 'status' | 'store' | 'alerts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** In API Gateway's notation: `{name}` is a path parameter. */
  readonly path: string;
  readonly function: HttpFunction;
  readonly summary: string;
  /** Whether it takes a token: `Authorization: Bearer …`. */
  readonly token?: true;
}

/** Every route of the API, in the order in which a newcomer should read them: the stack and the descriptions are made of this. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/', function: 'gateway', summary: 'What this is, its routes and its processing time' },
  { method: 'GET', path: '/health', function: 'gateway', summary: 'Whether the service is alive' },
  {
    method: 'GET',
    path: '/health/ready',
    function: 'gateway',
    summary: 'Whether the service can take and answer questions: 503 names what it cannot reach',
  },
  {
    method: 'POST',
    path: '/predictions',
    function: 'submit',
    summary: 'Ask a yes/no question: {"question": "Will it rain tomorrow?"}',
  },
  {
    method: 'GET',
    path: '/predictions/{id}',
    function: 'status',
    summary: 'The task of a question, with its answer once there is one',
  },
  { method: 'POST', path: '/prediction', function: 'submit', summary: 'Ask a yes/no question: ?question=' },
  {
    method: 'POST',
    path: '/process',
    function: 'submit',
    summary: 'Have a message answered, which need not be a question: ?message=',
  },
  { method: 'GET', path: '/status', function: 'status', summary: 'The task of a question: ?prediction_id=' },
  { method: 'GET', path: '/status/{task_id}', function: 'status', summary: 'A task' },
  {
    method: 'POST',
    path: '/submit',
    function: 'submit',
    summary: 'Have an interaction recorded: {"data": …}',
  },
  {
    method: 'POST',
    path: '/run',
    function: 'submit',
    token: true,
    summary: 'Have every string upper-cased: of the JSON body, and wait for it; or of what is stored: ?key=',
  },
  { method: 'POST', path: '/add', function: 'store', token: true, summary: 'Store a text: ?key=&value=' },
  {
    method: 'POST',
    path: '/write',
    function: 'store',
    token: true,
    summary: 'Store a value: {"key": "…", "value": …}, if it is as If-Match says',
  },
  { method: 'GET', path: '/read', function: 'store', token: true, summary: 'What is stored: ?key=' },
  {
    method: 'POST',
    path: '/alert',
    function: 'alerts',
    token: true,
    summary: 'Raise an alert of your own: {"type": "…", "payload": …}',
  },
  { method: 'GET', path: '/alerts', function: 'alerts', token: true, summary: 'The newest alerts: ?limit=&cursor=' },
  { method: 'GET', path: '/alerts/{id}', function: 'alerts', token: true, summary: 'An alert' },
];

/** The methods that a path answers, as the `Allow` header lists them (RFC 9110, section 10.2.1). */
export function allowedMethods(path: string): string[] {
  return routes.filter((route) => route.path === path).map((route) => route.method);
}
