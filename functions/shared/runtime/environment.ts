import * as z from 'zod/mini';

/** A required variable. An empty string counts as missing. */
export const requiredString = z.string().check(z.minLength(1));

export const optionalString = z.optional(requiredString);

/** A required number. An empty string is rejected before the conversion, because `Number('')` is 0. */
export const requiredNumber = z.pipe(z.pipe(requiredString, z.transform(Number)), z.number());

/** Strings separated by commas; spaces around them are removed, and an empty string is an empty list. */
export const commaSeparatedList = z.pipe(
  z.string(),
  z.transform((value: string) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

/** SHA-256 digests in hexadecimal, separated by commas. */
export const sha256Digests = z.pipe(
  z.pipe(commaSeparatedList, z.array(z.hash('sha256'))),
  z.transform((values: string[]) => values.map((value) => Buffer.from(value, 'hex'))),
);

/**
 * Parses a function's environment variables. Called once, at cold start, from the function's `index.ts`.
 *
 * @throws Error naming every variable that is missing or malformed, never a value
 */
export function readEnvironment<Shape extends z.core.$ZodShape>(
  shape: Shape,
  variables: NodeJS.ProcessEnv,
): z.output<z.ZodMiniObject<Shape>> {
  const result = z.object(shape).safeParse(variables);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  throw new Error(`Environment variables missing or malformed: ${faults.join(', ')}`);
}
