import { createHash } from 'node:crypto';

/** The syntax of a bearer token. Source: RFC 6750, section 2.1. The limit of 512 characters is Augur's own. */
const TOKEN = /^[\w.~+/-]{1,512}=*$/;

/**
 * The SHA-256 digests of a comma-separated list of tokens, in hexadecimal. Templates and functions contain these digests and
 * never a token. With an empty list, no token is accepted.
 *
 * @throws Error when one of them is not a valid bearer token. Its message does not contain the token.
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
