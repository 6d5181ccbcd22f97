/** Anything can be thrown. @returns what was thrown if it is an error, or else an error with its text as message */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
