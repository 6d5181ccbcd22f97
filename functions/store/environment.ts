import { requiredString, sha256Digests } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  STORE_TABLE: requiredString,
  ALERTS_QUEUE_URL: requiredString,
  API_TOKEN_DIGESTS: sha256Digests,
};
