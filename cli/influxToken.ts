/**
 * The token for the InfluxDB that `INFLUX_URL` names, from `INFLUX_TOKEN`.
 *
 * @returns nothing where no InfluxDB is named: then the stack has no telemetry and no parameter for a token
 * @throws Error when an InfluxDB is named without a token
 */
export function influxToken({ INFLUX_URL, INFLUX_TOKEN }: NodeJS.ProcessEnv): string | undefined {
  if (!INFLUX_URL) return undefined;
  if (!INFLUX_TOKEN)
    throw new Error('INFLUX_URL is set, but INFLUX_TOKEN is not. Set it to a token that may write there.');
  return INFLUX_TOKEN;
}
