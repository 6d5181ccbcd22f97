/** The API tokens of a service on this machine. They are no secret, and only this machine can reach that service. */
export const LOCAL_TOKENS = 'SECRET_TOKEN,Secret123';
