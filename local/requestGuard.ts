import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { problemResponse } from './problem.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes a server refuse requests that a web page of another site can cause: those for a host, or from a page, that is
 * neither this machine's loopback interface nor in `allowedHosts`. A page can send requests to 127.0.0.1 itself (an
 * `Origin` header then names its site), and can have its own host name resolve to 127.0.0.1 (DNS rebinding; the `Host`
 * header then names its site).
 *
 * @param server whose listeners of requests have been added
 * @param allowedHosts further host names or addresses, without a port; IPv6 addresses in brackets
 */
export function guardRequests(server: Server, allowedHosts: readonly string[]): void {
  for (const event of ['request', 'checkContinue']) {
    const listeners = server.listeners(event) as Listener[];
    if (listeners.length === 0) continue;
    server.removeAllListeners(event);
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      const reason = refusalOf(request.headers, allowedHosts);
      if (reason !== undefined) return refuse(request, response, reason);
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
    });
  }
}

/** @returns the reason to refuse a request with these headers; `undefined` for a request that is allowed */
function refusalOf({ host, origin }: IncomingHttpHeaders, allowedHosts: readonly string[]): string | undefined {
  // Browsers always send the host. A request without one is left to the server.
  if (host !== undefined && !isAllowed(hostnameOf(`http://${host}`), allowedHosts)) {
    return 'The host in the Host header is not allowed. Use localhost or 127.0.0.1, or allow the host.';
  }
  if (origin !== undefined && !isAllowed(hostnameOf(origin), allowedHosts)) {
    return 'Pages of this origin are not allowed. Open the page on localhost or 127.0.0.1, or allow its host.';
  }
  return undefined;
}

/** @returns the host name in lower case, an IPv6 address in brackets; `undefined` when there is none, as in `null` */
function hostnameOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}

function isAllowed(hostname: string | undefined, allowedHosts: readonly string[]): boolean {
  if (hostname === undefined) return false;
  return isLoopback(hostname) || allowedHosts.some((allowed) => allowed.toLowerCase() === hostname);
}

/** Source: RFC 6761, section 6.3 (`localhost` and the names under it); RFC 1122, section 3.2.1.3 (127.0.0.0/8). */
function isLoopback(hostname: string): boolean {
  return /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function refuse(request: IncomingMessage, response: ServerResponse, detail: string): void {
  request.resume();
  const { statusCode, headers, body } = problemResponse({ status: 403, title: 'Forbidden', detail });
  response.writeHead(statusCode, { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' });
  response.end(body);
}
