import { createHash, timingSafeEqual } from 'node:crypto';
import type { Authorize } from '../http/httpHandler.ts';
import { Problem } from '../http/problem.ts';
import type { HttpRequest } from '../http/request.ts';
import { log } from '../runtime/log.ts';
import type { Alert, SendAlert } from './alert.ts';

/** Why a request is refused, in words for a report. */
type Fault = 'no token' | 'a malformed token' | 'an unknown token';

/** All refused requests of one source address within this period are one counted alert. */
const COUNTING_PERIOD_MS = 3_600_000;

export interface AuthorizeOptions {
  /** The SHA-256 digests of the valid tokens. */
  readonly digests: readonly Buffer[];
  readonly sendAlert: SendAlert;
  readonly now: () => number;
}

/**
 * Requires one of the valid tokens: `Authorization: Bearer …` (RFC 6750). A request without one leaves an alert, which
 * never contains the token; the requests of one source address within an hour are one alert with a count.
 */
export function createAuthorize({ digests, sendAlert, now }: AuthorizeOptions): Authorize {
  return async (request) => {
    const fault = faultOf(request.header('authorization'), digests);
    if (fault === undefined) return;
    const alert = tokenAlert(fault, request, now());
    await sendAlert(alert, request.correlationId);
    log.warn('Token refused', { event: 'token.refused', fault, alert_id: alert.id });
    throw unauthorized(fault, alert.id);
  };
}

function faultOf(authorization: string | undefined, digests: readonly Buffer[]): Fault | undefined {
  if (authorization === undefined || authorization === '') return 'no token';
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined) return 'a malformed token';
  const digest = createHash('sha256').update(token).digest();
  // Compares with every digest, each in constant time, so that the duration reveals nothing about any of them.
  const matches = digests.filter((one) => timingSafeEqual(one, digest));
  return matches.length > 0 ? undefined : 'an unknown token';
}

function tokenAlert(fault: Fault, { source, sourceIp }: HttpRequest, time: number): Alert {
  return {
    id: uuidOf(`invalid token ${sourceIp} ${Math.floor(time / COUNTING_PERIOD_MS)}`),
    time,
    types: ['invalid token'],
    source,
    data: `${fault}, from ${sourceIp}`,
    counted: true,
  };
}

function unauthorized(fault: Fault, alertId: string): Problem {
  return new Problem(401, {
    detail: 'Send a valid token: the header "Authorization: Bearer <token>".',
    members: { alert_id: alertId },
    // RFC 6750, section 3.1: a request without any token gets no error code.
    headers: { 'WWW-Authenticate': `Bearer realm="augur"${fault === 'no token' ? '' : ', error="invalid_token"'}` },
  });
}

/** A UUID derived from a text (RFC 9562, section 5.8: version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
