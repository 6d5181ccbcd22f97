import { readSettings } from '../infra/settings.ts';

/** The settings of a stack that is deployed without any: the planner assumes them where a flag does not say otherwise. */
export const stackDefaults = readSettings(() => undefined);
