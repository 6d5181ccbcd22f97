import { readEnvironment } from '../shared/runtime/environment.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { createInfluxWriter } from './influx.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  writePoints: createInfluxWriter({
    url: environment.INFLUX_URL,
    token: environment.INFLUX_TOKEN,
    org: environment.INFLUX_ORG,
    bucket: environment.INFLUX_BUCKET,
  }),
  logGroupPrefix: environment.LOG_GROUP_PREFIX,
});
