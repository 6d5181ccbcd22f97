import { readEnvironment, requiredString } from '../shared/runtime/environment.ts';
import { createHandler } from './handler.ts';
import { createInfluxWriter } from './influx.ts';

const environment = readEnvironment(
  {
    INFLUX_URL: requiredString,
    INFLUX_TOKEN: requiredString,
    INFLUX_ORG: requiredString,
    INFLUX_BUCKET: requiredString,
    LOG_GROUP_PREFIX: requiredString,
  },
  process.env,
);

export const handler = createHandler({
  writePoints: createInfluxWriter({
    url: environment.INFLUX_URL,
    token: environment.INFLUX_TOKEN,
    org: environment.INFLUX_ORG,
    bucket: environment.INFLUX_BUCKET,
  }),
  logGroupPrefix: environment.LOG_GROUP_PREFIX,
});
