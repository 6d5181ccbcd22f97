import { requiredNumber, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  PROCESSING_SECONDS: requiredNumber,
  QUESTIONS_QUEUE_URL: requiredString,
  TASKS_TABLE: requiredString,
};
