import { optionalString, requiredNumber, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  ALERTS_TABLE: requiredString,
  ALERT_RETENTION_SECONDS: requiredNumber,
  ERROR_REPORTS_DIR: optionalString,
};
