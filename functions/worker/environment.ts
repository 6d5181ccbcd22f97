import { optionalString, requiredNumber, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = {
  TASKS_TABLE: requiredString,
  QUESTIONS_QUEUE_URL: requiredString,
  PROCESSING_SECONDS: requiredNumber,
  MAX_RECEIVE_COUNT: requiredNumber,
  ANSWER_SEED: optionalString,
};
