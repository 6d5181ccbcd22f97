/**
 * The message attribute and the log field that hold the correlation id: the id of the API request that a message or a log
 * line originates from.
 */
export const CORRELATION_ID = 'correlation_id';
