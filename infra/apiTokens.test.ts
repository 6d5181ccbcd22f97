import { describe, expect, it } from 'vitest';
import { tokenDigests } from './apiTokens.ts';

describe('the digests of the API tokens', () => {
  it('are one for each token of the list', () => {
    expect(tokenDigests('one, two,')).toEqual([
      '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
      '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3',
    ]);
  });

  it('are none for an empty list', () => {
    expect(tokenDigests('')).toEqual([]);
  });

  it('reject an invalid bearer token with an error that does not contain it', () => {
    expect(() => tokenDigests('fine,not fine')).toThrow(/^API_TOKENS: number 2 is not a bearer token/);
    expect(() => tokenDigests('fine,not fine')).not.toThrow(/not fine/);
  });
});
