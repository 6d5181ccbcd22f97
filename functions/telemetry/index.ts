import { SSMClient } from '@aws-sdk/client-ssm';
import { awsClientConfig } from '../shared/runtime/awsClient.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { createInfluxWriter } from './influx.ts';
import { createTokenReader } from './influxToken.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  writePoints: createInfluxWriter({
    url: environment.INFLUX_URL,
    readToken: createTokenReader({
      token: environment.INFLUX_TOKEN,
      parameterName: environment.INFLUX_TOKEN_PARAMETER,
      ssm: new SSMClient(awsClientConfig),
    }),
    org: environment.INFLUX_ORG,
    bucket: environment.INFLUX_BUCKET,
  }),
  logGroupPrefix: environment.LOG_GROUP_PREFIX,
});
