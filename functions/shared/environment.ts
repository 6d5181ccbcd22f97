import * as z from 'zod';

/** A setting that has to be there: an empty string is a missing one. */
export const text = z.string().min(1);

/** A number as the environment holds it. `Number('')` would be 0, so an empty string is refused before it is converted. */
export const number = text.transform(Number).pipe(z.number());

/** Texts separated by commas and, as people write lists, spaces; an empty string holds none. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** SHA-256 digests in hexadecimal, separated by commas. */
export const digests = list
  .pipe(z.array(z.hash('sha256')))
  .transform((values) => values.map((value) => Buffer.from(value, 'hex')));

/**
 * Reads a function's settings from its environment variables, once, at its cold start.
 *
 * @throws Error naming every variable that is missing or malformed, never its value.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(process.env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  throw new Error(`Environment variables missing or malformed: ${faults.join(', ')}`);
}
