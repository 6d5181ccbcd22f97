import { requiredNumber, requiredString, sha256Digests } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  ALERTS_TABLE: requiredString,
  ALERTS_QUEUE_URL: requiredString,
  ALERT_RETENTION_SECONDS: requiredNumber,
  API_TOKEN_DIGESTS: sha256Digests,
};
