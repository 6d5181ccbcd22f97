import * as z from 'zod/mini';

/**
 * Any JSON value, `null` too, that has to be there. (`z.json` has no message of its own for what is not.)
 *
 * @param missing what to tell a client that sends none
 */
export function jsonValue({ missing }: { missing: string }) {
  return z.pipe(z.unknown().check(z.refine((value) => value !== undefined, { error: missing })), z.json());
}
