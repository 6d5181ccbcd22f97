import { describe, expect, it } from 'vitest';
import { apiGatewayEvent } from '../../../tests/lambdaEvents.ts';
import { anyJson } from './inputs.ts';
import { readInput } from './readInput.ts';
import { requestOf } from './request.ts';
import type { Route } from './routes.ts';

const route: Route = { function: 'submit', summary: '', body: anyJson };

/** Reads a body as API Gateway passes it: as text, or as Base64 where it is binary. */
function read(body: string | Buffer, contentType = 'application/json'): unknown {
  const event = apiGatewayEvent({
    route: 'POST /run',
    body: body.toString(typeof body === 'string' ? undefined : 'base64'),
    headers: { 'Content-Type': contentType },
  });
  const received = { ...event, isBase64Encoded: typeof body !== 'string' };
  return readInput(route, received, requestOf(received)).body;
}

const problem = (status: number, detail: RegExp) =>
  expect.objectContaining({
    status,
    details: expect.objectContaining({ detail: expect.stringMatching(detail) }),
  }) as Error;

describe('the body of a request', () => {
  it.each([['"🌧"'], ['"\u{FFFE}\u{FFFF}"'], ['"\\ufffd"'], ['"\\ud83c\\udf27"'], ['"\\u0000"']])(
    'may contain %s',
    (text) => {
      expect(read(text)).toBe(JSON.parse(text));
      expect(read(Buffer.from(text))).toBe(JSON.parse(text));
    },
  );

  it('may begin with a byte order mark', () => {
    expect(read('\u{FEFF}{"a":1}')).toEqual({ a: 1 });
    expect(read(Buffer.from('\u{FEFF}{"a":1}'))).toEqual({ a: 1 });
  });

  it.each([
    ['a byte that is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['UTF-16', Buffer.from('\u{FEFF}{"a":1}', 'utf16le')],
    ['a byte that API Gateway has replaced', '"\u{FFFD}"'],
  ])('is rejected with the reason when it has %s', (_, body) => {
    expect(() => read(body)).toThrow(problem(400, /not UTF-8/));
  });

  it.each([['"\\ud83c"'], ['{"a":["\\udf27x"]}'], ['{"\\ud83c":1}'], ['"\\udf27\\ud83c"']])(
    'is rejected with the reason when it has half of a surrogate pair: %s',
    (body) => {
      expect(() => read(body)).toThrow(problem(400, /surrogate pair/));
    },
  );

  it.each([
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['application/json; charset="utf-8"'],
    ['application/ld+json ; profile=x ; Charset=utf8'],
  ])('is accepted with the content type %s', (contentType) => {
    expect(read('1', contentType)).toBe(1);
  });

  it.each([
    ['application/json; charset=iso-8859-1'],
    ['application/json; charset="windows-1251"'],
    ['application/json; charset=utf-16'],
    ['application/json; charset='],
  ])('is rejected with a 415 that names the charset: %s', (contentType) => {
    expect(() => read('1', contentType)).toThrow(problem(415, /charset=utf-8/));
  });

  it('is rejected when it is nested so deep that a recursive parser fails', () => {
    expect(() => read('['.repeat(30_000) + ']'.repeat(30_000))).toThrow(problem(400, /nested more than 100/));
  });
});
