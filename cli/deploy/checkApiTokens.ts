import { LOCAL_TOKENS } from '../localTokens.ts';

/** 24 hexadecimal digits are 96 random bits: more than can be guessed through an API. */
const MIN_TOKEN_CHARACTERS = 24;
const CREATE_ONE = 'Create a token: export API_TOKENS=$(openssl rand -hex 32)';

/**
 * Checks the tokens of a deployment that others can reach.
 *
 * @param tokens separated by commas
 * @throws Error when there is none (it would revoke those that are in use), or one is known to everybody or easy to guess.
 *   Its message contains no token.
 */
export function checkApiTokens(tokens = ''): void {
  const list = tokens
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
  if (list.length === 0) throw new Error(`API_TOKENS is not set. ${CREATE_ONE}`);
  const wellKnown = LOCAL_TOKENS.split(',');
  for (const [index, token] of list.entries()) {
    const which = `API_TOKENS: number ${index + 1}`;
    if (wellKnown.includes(token))
      throw new Error(`${which} is a token of local runs, which everybody knows. ${CREATE_ONE}`);
    if (token.length < MIN_TOKEN_CHARACTERS) {
      throw new Error(`${which} has fewer than ${MIN_TOKEN_CHARACTERS} characters. ${CREATE_ONE}`);
    }
  }
}
