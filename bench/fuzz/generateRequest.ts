import { type ListedRoute, routeList } from '../../functions/shared/http/routes.ts';
import { createSeededRandom } from '../../plan/simulation/random.ts';
import { createPick, type Pick, randomJsonText, randomText, sampleOf } from './generateValue.ts';

/** The token that the service under test accepts. */
export const TOKEN = 'fuzz-token';

export interface FuzzRequest {
  /** The route that the request was derived from, such as `POST /predictions`. */
  readonly route: string;
  /** The method as sent. */
  readonly method: string;
  /** The request as it goes over the socket. */
  readonly bytes: Buffer;
  /** Whether the service may close the connection without a response, because the request is not complete HTTP. */
  readonly isMalformed: boolean;
}

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const CONTENT_TYPES = [
  ...['application/json; charset=utf-8', 'application/json;charset=latin1', 'application/json; charset=UTF-16'],
  ...['application/vnd.api+json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
  ...['', ';', 'application/json; charset', `application/json; x="${'y'.repeat(2_000)}"`],
];
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  Prefer: ['wait', 'wait=', 'wait=0', 'wait=1', 'wait=-1', 'wait=1e9', 'wait="1"', 'respond-async', ';;,,', 'wait=0.5'],
  'If-Match': ['*', '"1"', '"0"', 'W/"1"', '"1", "2"', '""', '"', '1', '"99999999999999999999"', ',', '"a", *'],
  'If-None-Match': ['*', '"1"', 'W/"1"', '"1", W/"2"', '"'],
  Authorization: [
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    `Basic ${TOKEN}`,
    `bearer ${TOKEN}`,
    `Bearer ${TOKEN},x`,
    '',
    'é',
  ],
  Accept: ['*/*', 'image/png', 'application/problem+json', '', 'text/html;q=0.1,,'],
  'Accept-Encoding': ['gzip', 'br;q=x', 'identity;q=0'],
  Origin: ['https://example.com', 'null', ''],
  'X-Forwarded-For': ['1.1.1.1', 'not an address', ''],
  'X-HTTP-Method-Override': ['DELETE'],
  Range: ['bytes=0-1', 'bytes=9-1'],
  Expect: ['200-ok'],
};

/**
 * Creates the request with this number: the same for the same seed, whatever was created before.
 *
 * @param canary is part of every text that must not appear in a log
 */
export function generateRequest(seed: number, index: number, canary: string): FuzzRequest {
  const pick = createPick(createSeededRandom(seed * 1_000_003 + index));
  const route = pick.one(routeList);
  if (pick.chance(0.03)) return malformedRequest(pick, route, canary);
  const method = pick.chance(0.85) ? route.method : pick.one(METHODS);
  const hasBody = route.body !== undefined && (route.query === undefined || pick.chance(0.7));
  const sendsBody = pick.chance(0.02) || (hasBody && pick.chance(0.97));
  const target = pathOf(pick, route, canary) + queryOf(pick, route, hasBody, canary);
  const body = sendsBody ? bodyOf(pick, route, canary) : undefined;
  const head = [`${method} ${target} HTTP/1.1`, ...headersOf(pick, route, body)].join('\r\n');
  return {
    route: route.name,
    method,
    bytes: Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'utf8'), body ?? Buffer.alloc(0)]),
    isMalformed: false,
  };
}

function pathOf(pick: Pick, { resource }: ListedRoute, canary: string): string {
  const path = resource.replaceAll(/\{\w+\}/g, () =>
    pick.one([
      '00000000-0000-4000-8000-000000000000',
      'x',
      '..',
      '%2e%2e',
      '%00',
      encoded(pick, randomText(pick, canary)),
    ]),
  );
  if (pick.chance(0.85)) return path;
  return pick.one([
    `${path}/`,
    `${path}//`,
    `/${path}`,
    path.replace('/', '//'),
    `${path}/../x`,
    `/prod${path}`,
    `${path};x=1`,
    `${path}%00`,
    `${path}%`,
    `${path}#fragment`,
    `http://elsewhere.example${path}`,
    path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    path.toUpperCase(),
    `/${canary}@example.com`,
    `/${encoded(pick, randomText(pick, canary))}`,
    '*',
  ]);
}

function queryOf(pick: Pick, { query }: ListedRoute, hasBody: boolean, canary: string): string {
  if ((query === undefined || hasBody) && pick.chance(0.95)) return '';
  const names = pick.chance(0.9) ? memberNames(query) : ['question', '__proto__', 'constructor', 'key[]', '%00', ''];
  const pairs = names
    .filter(() => pick.chance(0.9))
    .map((name) => {
      const value = pick.chance(0.5) ? sampleOf(pick, name) : randomText(pick, canary);
      return `${name}=${encoded(pick, value)}`;
    });
  if (pick.chance(0.05)) pairs.push(pick.one(['&', '=', 'a&b', '%', pairs[0] ?? 'x']));
  return `?${pairs.join('&')}`;
}

/** Mostly percent-encoded as URLs are, sometimes raw or as bytes that are not UTF-8. */
function encoded(pick: Pick, text: string): string {
  if (pick.chance(0.05)) return pick.one(['%ff%fe', '%ED%A0%80', '%', '%zz', '%c0%af', '%uD83D']);
  if (pick.chance(0.05)) return text.replaceAll(/[\s\p{Cc}#&?]/gu, '');
  return encodeURIComponent(text.toWellFormed());
}

function headersOf(pick: Pick, { token }: ListedRoute, body: Buffer | undefined): string[] {
  const headers = ['Host: 127.0.0.1', 'Connection: close'];
  if (token && pick.chance(0.9)) headers.push(`Authorization: Bearer ${TOKEN}`);
  if (body !== undefined) {
    headers.push(`Content-Length: ${body.byteLength}`);
    headers.push(`Content-Type: ${pick.chance(0.9) ? 'application/json' : pick.one(CONTENT_TYPES)}`);
  }
  for (const [name, values] of Object.entries(HEADERS)) {
    if (pick.chance(0.06)) headers.push(`${pick.chance(0.8) ? name : name.toLowerCase()}: ${pick.one(values)}`);
  }
  return headers;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NOT_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080', 'e28'.padEnd(4, '0')].map((hex) => Buffer.from(hex, 'hex'));

function bodyOf(pick: Pick, { body, maxBodyBytes }: ListedRoute, canary: string): Buffer {
  const names = memberNames(body);
  const members = names.map((name) => {
    const value = pick.chance(0.5) ? JSON.stringify(sampleOf(pick, name)) : randomJsonText(pick, canary);
    return `${JSON.stringify(name)}: ${value}`;
  });
  const text = names.length > 0 && pick.chance(0.9) ? `{${members.join(', ')}}` : randomJsonText(pick, canary);
  const json = Buffer.from(text, 'utf8');
  if (pick.chance(0.8)) return json;
  return pick.one([
    () => json.subarray(0, pick.integer(json.byteLength)),
    () => Buffer.concat([BOM, json]),
    () => Buffer.concat([json, pick.one(NOT_UTF8)]),
    () => Buffer.from(text.replace('a', '\0').replace(/(?<=")(?=[^"])/, 'ÿ'), 'latin1'),
    () => Buffer.from(`﻿${text}`, 'utf16le'),
    () => Buffer.from(text.replace(/}$/, `, "__proto__": {"phone": "+380991414444", "x": "${canary}"}}`)),
    () => Buffer.from(`${text},`),
    () => Buffer.from(`'${canary}'`),
    () => Buffer.from('['.repeat(100_000)),
    () => Buffer.from(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
    () => Buffer.from(JSON.stringify({ [names[0] ?? 'x']: 'x '.repeat((maxBodyBytes ?? 65_536) / 2) })),
    () => Buffer.alloc(0),
  ])();
}

function memberNames(schema: ListedRoute['body']): string[] {
  const definition: object = schema?.def ?? {};
  return 'shape' in definition && definition.shape ? Object.keys(definition.shape) : [];
}

function malformedRequest(pick: Pick, { name, method, resource }: ListedRoute, canary: string): FuzzRequest {
  const start = `${method} ${resource} HTTP/1.1\r\n`;
  const host = 'Host: 127.0.0.1\r\nConnection: close\r\n';
  const text = pick.one([
    `${method} ${resource}\r\n\r\n`,
    `${start}\r\n`,
    `${method} ${resource} HTTP/1.0\r\n\r\n`,
    `${method} ${resource} HTTP/9.9\r\n${host}\r\n`,
    `${start}${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}`,
    `${start}${host}Content-Length: -1\r\n\r\n`,
    `${start}${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${start}${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n${canary}\r\n`,
    `${start}${host}Transfer-Encoding: gzip\r\n\r\n`,
    `${start}${host}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`,
    `${start}${host}X: ${'x'.repeat(40_000)}\r\n\r\n`,
    `${start}${host}X\0Y: ${canary}\r\n\r\n`,
    `${start}${host} folded: ${canary}\r\n\r\n`,
    `${start}Host: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
    `GET /${canary} é HTTP/1.1\r\n${host}\r\n`,
    `\r\n\r\n${start}${host}\r\n`,
    `\x16\x03\x01${canary}`,
    `${canary}\n\n`,
    '',
  ]);
  return { route: name, method, bytes: Buffer.from(text, 'latin1'), isMalformed: true };
}
