import * as z from 'zod';

// A function's name begins with the stack's and has at most 64 characters.
const stage = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,15}$/)
  .optional();

/**
 * The name of the stack: `Augur`, or `Augur-test` for the stage `test` (`-c stage=test`). Names of functions and log groups
 * begin with it, so that several stages can share an account and region.
 *
 * @throws Error when the stage is not up to 16 lower-case letters and digits that begin with a letter
 */
export function stackName(context: unknown): string {
  const result = stage.safeParse(context);
  if (!result.success) throw new Error('Setting stage: up to 16 lower-case letters and digits, a letter first.');
  return result.data === undefined ? 'Augur' : `Augur-${result.data}`;
}
