import { optionalString, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  INFLUX_URL: requiredString,
  INFLUX_TOKEN: optionalString,
  INFLUX_TOKEN_PARAMETER: optionalString,
  INFLUX_ORG: requiredString,
  INFLUX_BUCKET: requiredString,
  LOG_GROUP_PREFIX: requiredString,
};
