import * as z from 'zod';

// Names of functions have the stack's in front, and at most 64 characters.
const stage = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,15}$/)
  .optional();

/**
 * The name of the stack at a stage (`-c stage=test`), or of the only one. Whatever has a name of its own in the stack has
 * this one in it, so that stages in one account and region do not collide.
 *
 * @throws Error when the stage is no name of up to 16 lower-case letters and digits
 */
export function stackName(context: unknown): string {
  const result = stage.safeParse(context);
  if (!result.success) throw new Error('Setting stage: up to 16 lower-case letters and digits, a letter first.');
  return result.data === undefined ? 'Augur' : `Augur-${result.data}`;
}
