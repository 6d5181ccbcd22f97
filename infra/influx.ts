import * as z from 'zod';

const name = (otherwise: string) =>
  z
    .string()
    .optional()
    .transform((value) => value || otherwise);

const environment = z
  .object({ INFLUX_URL: z.url({ protocol: /^https?$/ }), INFLUX_ORG: name('augur'), INFLUX_BUCKET: name('logs') })
  .transform(({ INFLUX_URL, INFLUX_ORG, INFLUX_BUCKET }) => ({
    url: INFLUX_URL,
    org: INFLUX_ORG,
    bucket: INFLUX_BUCKET,
  }));

/** Where telemetry goes: an InfluxDB 2.x and a bucket of it. Its token is not known until the stack is deployed. */
export type Influx = z.output<typeof environment>;

/**
 * Where telemetry goes, from the environment that the CDK app was started with.
 *
 * @returns nothing without `INFLUX_URL`, and then there is no telemetry
 * @throws Error when `INFLUX_URL` is no URL
 */
export function readInflux(variables: Readonly<Record<string, string | undefined>>): Influx | undefined {
  if (!variables.INFLUX_URL) return undefined;
  const result = environment.safeParse(variables);
  if (result.success) return result.data;
  throw new Error('INFLUX_URL is not the URL of an InfluxDB, such as http://127.0.0.1:8086.');
}
