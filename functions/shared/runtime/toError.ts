/** A thrown value as an Error. Anything can be thrown; the text of a value that is no Error may be input, so it is left out. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`A value of type ${typeof thrown} was thrown`);
}
