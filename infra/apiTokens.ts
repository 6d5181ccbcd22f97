import { createHash } from 'node:crypto';

/** What a bearer token may be made of (RFC 6750, section 2.1). */
const TOKEN = /^[\w.~+/-]{1,512}=*$/;

/**
 * The SHA-256 digests of a comma-separated list of tokens, in hexadecimal: all that a template or a function ever holds
 * of them. An empty list lets nobody in.
 *
 * @throws Error when one of them could not be sent as a bearer token; it does not say which characters it has.
 */
export function tokenDigests(tokens: string): string[] {
  return tokens
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '')
    .map((token, index) => {
      if (!TOKEN.test(token)) {
        throw new Error(`API_TOKENS: number ${index + 1} is not a bearer token. Use letters, digits and . _ ~ + / -`);
      }
      return createHash('sha256').update(token).digest('hex');
    });
}
