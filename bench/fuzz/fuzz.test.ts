import { describe, expect, it } from 'vitest';
import { routeList } from '../../functions/shared/http/routes.ts';
import { findLeaks } from './findLeaks.ts';
import { findViolation, MAX_RESPONSE_MS } from './findViolation.ts';
import { generateRequest } from './generateRequest.ts';
import { parseResponse } from './sendRequest.ts';

const get = { method: 'GET', isMalformed: false };
const problemResponse = (status: number, body: string, contentType = 'application/problem+json') => ({
  status,
  headers: new Map([['content-type', contentType]]),
  body,
});

describe('generateRequest', () => {
  it('generates the same request for the same seed and number', () => {
    const [one, other] = [generateRequest(7, 311, 'CANARY'), generateRequest(7, 311, 'CANARY')];
    expect(one.bytes.equals(other.bytes)).toBe(true);
  });

  it('generates requests for every route', () => {
    const routes = Array.from({ length: 2_000 }, (_, index) => generateRequest(1, index, 'CANARY').route);
    expect(new Set(routes)).toEqual(new Set(routeList.map(({ name }) => name)));
  });
});

describe('findViolation', () => {
  it.each([
    ['a success', { status: 200, headers: new Map(), body: '{}' }],
    ['an error as problem details', problemResponse(400, '{"title": "Bad Request", "status": 400}')],
    ['an error without the optional status', problemResponse(404, '{"title": "Not Found"}')],
  ])('accepts %s', (_, response) => {
    expect(findViolation(get, response, 1)).toBeUndefined();
  });

  it.each([
    ['a 5xx', problemResponse(500, '{"status": 500}'), 'status 500'],
    ['an error that is plain JSON', problemResponse(400, '{}', 'application/json'), 'content type application/json'],
    ['an error with another status', problemResponse(404, '{"title": "", "status": 400}'), 'without problem details'],
    ['an error without a title', problemResponse(404, '{}'), 'without problem details'],
    ['an error that is not JSON', problemResponse(404, '<html>'), 'without problem details'],
    ['no response', undefined, 'closed without a response'],
  ])('reports %s', (_, response, problem) => {
    expect(findViolation(get, response, 1)).toContain(problem);
  });

  it('reports a response that is too slow', () => {
    const response = { status: 200, headers: new Map(), body: '{}' };
    expect(findViolation(get, response, MAX_RESPONSE_MS + 1)).toContain('ms');
  });

  it('accepts that the service closes the connection of a request that is not HTTP', () => {
    expect(findViolation({ ...get, isMalformed: true }, undefined, 1)).toBeUndefined();
  });

  it('reports an error response to HEAD that has a body', () => {
    expect(findViolation({ ...get, method: 'HEAD' }, problemResponse(404, '{"status": 404}'), 1)).toContain('HEAD');
  });
});

describe('findLeaks', () => {
  it('finds lines with the canary in any case, except the records of interactions', () => {
    const leaks = ['a path /CANARY1X', 'an upper-case result canary1x', 'a forged line CANARY1X'];
    const records = [
      '12:00 Augur-worker INFO  Interaction payload=CANARY1X',
      '{"event":"interaction","payload":"CANARY1X"}',
    ];
    expect(findLeaks([...leaks, ...records, 'nothing'].join('\n'), 'CANARY1X')).toEqual(leaks);
  });
});

describe('parseResponse', () => {
  it('skips interim responses and joins chunks', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';
    expect(parseResponse(text)).toMatchObject({ status: 200, body: '{}' });
  });

  it('returns undefined for bytes that are not a response', () => {
    expect(parseResponse('')).toBeUndefined();
  });
});
