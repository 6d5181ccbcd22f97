import { commaSeparatedList, requiredNumber, requiredString, sha256Digests } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  TASKS_TABLE: requiredString,
  STORE_TABLE: requiredString,
  QUESTIONS_QUEUE_URL: requiredString,
  ALERTS_QUEUE_URL: requiredString,
  TASK_RETENTION_SECONDS: requiredNumber,
  PROCESSING_SECONDS: requiredNumber,
  ALERT_KEYWORDS: commaSeparatedList,
  API_TOKEN_DIGESTS: sha256Digests,
};
