import * as z from 'zod/mini';

/** A setting that has to be there: an empty string is a missing one. */
export const text = z.string().check(z.minLength(1));

export const optionalText = z.optional(text);

/** A number as the environment holds it. `Number('')` would be 0, so an empty string is refused before it is converted. */
export const number = z.pipe(z.pipe(text, z.transform(Number)), z.number());

/** Texts separated by commas and, as people write lists, spaces; an empty string holds none. */
export const list = z.pipe(
  z.string(),
  z.transform((value: string) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

/** SHA-256 digests in hexadecimal, separated by commas. */
export const digests = z.pipe(
  z.pipe(list, z.array(z.hash('sha256'))),
  z.transform((values: string[]) => values.map((value) => Buffer.from(value, 'hex'))),
);

/**
 * Reads a function's settings from its environment variables, once, at its cold start.
 *
 * @throws Error naming every variable that is missing or malformed, never its value.
 */
export function readEnvironment<Shape extends z.core.$ZodShape>(shape: Shape): z.output<z.ZodMiniObject<Shape>> {
  const result = z.object(shape).safeParse(process.env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  throw new Error(`Environment variables missing or malformed: ${faults.join(', ')}`);
}
