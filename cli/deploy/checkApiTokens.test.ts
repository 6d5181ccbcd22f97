import { expect, it } from 'vitest';
import { checkApiTokens } from './checkApiTokens.ts';

const STRONG = '4f1d2c3b5a69788796a5b4c3';

it('accepts tokens of at least 24 characters', () => {
  expect(() => checkApiTokens(`${STRONG}, ${STRONG}x`)).not.toThrow();
});

it.each([
  [undefined, 'API_TOKENS is not set'],
  ['', 'API_TOKENS is not set'],
  [' , ', 'API_TOKENS is not set'],
  ['SECRET_TOKEN', 'number 1 is a token of local runs'],
  [`${STRONG},Secret123`, 'number 2 is a token of local runs'],
  [STRONG.slice(1), 'number 1 has fewer than 24 characters'],
])('rejects %j without repeating a token', (tokens, message) => {
  expect(() => checkApiTokens(tokens)).toThrow(message);
  expect(() => checkApiTokens(tokens)).not.toThrow(STRONG.slice(1));
});
