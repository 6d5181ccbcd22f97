import { expect, it } from 'vitest';
import { apiUrl } from './deployedApi.ts';

it.each([
  [undefined, 'http://127.0.0.1:4566/_aws/execute-api/augur/prod'],
  ['two', 'http://127.0.0.1:4566/_aws/execute-api/augur-two/prod'],
])('the API of the stage %s has the URL %s', (stage, url) => {
  expect(apiUrl('http://127.0.0.1:4566', stage)).toBe(url);
});
