import { MAX_WAIT_SECONDS } from '../../functions/shared/http/prefer.ts';

/** The headers of a request that waits for its answer as long as the service allows (RFC 7240). */
export const preferWait = { Prefer: `wait=${MAX_WAIT_SECONDS}` };
