import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Problem } from '../http/problem.ts';
import { log } from '../runtime/log.ts';
import { type SendAlert, sourceOf } from './alert.ts';

/** What keeps a request from being let in, as a person would say it. */
type Fault = 'no token' | 'a malformed token' | 'an unknown token';

/** How long the bad tokens of one source are counted in one report. */
const COUNTING_PERIOD_MS = 3_600_000;

export interface TokenCheckOptions {
  /** The SHA-256 digests of the tokens that are let in. */
  digests: readonly Buffer[];
  send: SendAlert;
  now: () => number;
}

type HttpRoute = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/**
 * Makes a route that only those may use who send one of the tokens (`Authorization: Bearer …`, RFC 6750). Everybody else
 * gets a 401 and leaves an alert that never holds the token; what one source tries within an hour is one alert.
 */
export function tokenRequired({ digests, send, now }: TokenCheckOptions): (route: HttpRoute) => HttpRoute {
  return (route) => async (event) => {
    const fault = faultOf(authorizationOf(event), digests);
    if (fault === undefined) return route(event);

    const time = now();
    const origin = event.requestContext.identity.sourceIp;
    const id = countedId(`${origin} ${Math.floor(time / COUNTING_PERIOD_MS)}`);
    const data = `${fault}, from ${origin}`;
    await send(
      { id, time, types: ['invalid token'], source: sourceOf(event), data, counted: true },
      event.requestContext.requestId,
    );
    log.warn('Token refused', { event: 'token.refused', fault, alert_id: id });

    throw new Problem(401, {
      detail: 'Send a valid token: the header "Authorization: Bearer <token>".',
      members: { alert_id: id },
      // RFC 6750, section 3.1: who sent no token at all is told no error, only what to send.
      headers: { 'WWW-Authenticate': `Bearer realm="augur"${fault === 'no token' ? '' : ', error="invalid_token"'}` },
    });
  };
}

/** Header names come as the client wrote them. */
function authorizationOf(event: APIGatewayProxyEvent): string | undefined {
  return Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

function faultOf(authorization: string | undefined, digests: readonly Buffer[]): Fault | undefined {
  if (authorization === undefined || authorization === '') return 'no token';
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined) return 'a malformed token';
  const digest = createHash('sha256').update(token).digest();
  // Each is compared, and each in the same time, so that the time tells nothing about any of them.
  const matches = digests.filter((one) => timingSafeEqual(one, digest));
  return matches.length > 0 ? undefined : 'an unknown token';
}

/** A UUID that is a function of a text (RFC 9562, section 5.8: version 8). */
function countedId(text: string): string {
  const hex = createHash('sha256').update(`invalid token ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
