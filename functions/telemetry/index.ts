import type { CloudWatchLogsEvent } from 'aws-lambda';
import { readEnvironment, text } from '../shared/runtime/environment.ts';
import { influxWriter } from './influx.ts';
import { readLogsEvent } from './logsEvent.ts';
import { pointsOf } from './points.ts';

const environment = readEnvironment({
  INFLUX_URL: text,
  INFLUX_TOKEN: text,
  INFLUX_ORG: text,
  INFLUX_BUCKET: text,
  LOG_GROUP_PREFIX: text,
});
const write = influxWriter({
  url: environment.INFLUX_URL,
  token: environment.INFLUX_TOKEN,
  org: environment.INFLUX_ORG,
  bucket: environment.INFLUX_BUCKET,
});

/**
 * Writes the lines that a log group's subscription delivers to InfluxDB.
 *
 * @throws when InfluxDB did not take them all: the subscription's own rules deliver them again.
 */
export const handler = async (event: CloudWatchLogsEvent): Promise<void> => {
  await write(pointsOf(readLogsEvent(event), environment.LOG_GROUP_PREFIX));
};
