import { requiredNumber, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  API_URL: requiredString,
  HEARTBEAT_TABLE: requiredString,
  ALERTS_QUEUE_URL: requiredString,
  MAX_QUEUE_SECONDS: requiredNumber,
};
