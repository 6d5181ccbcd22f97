import * as z from 'zod';

const nameOr = (defaultName: string) =>
  z
    .string()
    .optional()
    .transform((value) => value || defaultName);

const environment = z
  .object({ INFLUX_URL: z.url({ protocol: /^https?$/ }), INFLUX_ORG: nameOr('augur'), INFLUX_BUCKET: nameOr('logs') })
  .transform(({ INFLUX_URL, INFLUX_ORG, INFLUX_BUCKET }) => ({
    url: INFLUX_URL,
    org: INFLUX_ORG,
    bucket: INFLUX_BUCKET,
  }));

/** The InfluxDB 2.x and the bucket that telemetry writes to. The token is a parameter of the stack. */
export type Influx = z.output<typeof environment>;

/**
 * Reads `INFLUX_URL`, `INFLUX_ORG` (default `augur`) and `INFLUX_BUCKET` (default `logs`) from environment variables. An
 * empty variable counts as unset.
 *
 * @returns undefined without `INFLUX_URL`: the stack then has no telemetry
 * @throws Error when `INFLUX_URL` is not an HTTP or HTTPS URL
 */
export function readInflux(variables: Readonly<Record<string, string | undefined>>): Influx | undefined {
  if (!variables.INFLUX_URL) return undefined;
  const result = environment.safeParse(variables);
  if (result.success) return result.data;
  throw new Error('INFLUX_URL is not the URL of an InfluxDB, such as http://127.0.0.1:8086.');
}
