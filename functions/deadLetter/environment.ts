import { requiredNumber, requiredString } from '../shared/runtime/environment.ts';

/** The environment variables of this function. `infra/functions.ts` lists the same names. */
export const environmentShape = { TASKS_TABLE: requiredString, MAX_RECEIVE_COUNT: requiredNumber };
