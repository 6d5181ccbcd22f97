// Details that API Gateway's own responses share with those of the functions.
export const UNKNOWN_PATH = 'Unknown path. GET / lists the routes.';
export const INTERNAL_ERROR = 'An internal error. If it persists, report this request id.';
