import { expect, it } from 'vitest';
import { replaceExecuteApiUrl } from './executeApiUrl.ts';

it('replaces the URL of the API on AWS with the one on this machine, wherever it is in a value', () => {
  const value = {
    Variables: {
      API_URL: 'https://abc123.execute-api.us-east-1.amazonaws.com/prod/',
      OTHER: 'https://example.com/prod/',
    },
    list: ['see https://abc123.execute-api.us-east-1.amazonaws.com/prod', 7, null],
  };
  expect(replaceExecuteApiUrl(value, 'abc123', 'http://127.0.0.1:8000')).toEqual({
    Variables: { API_URL: 'http://127.0.0.1:8000/', OTHER: 'https://example.com/prod/' },
    list: ['see http://127.0.0.1:8000', 7, null],
  });
});
