/** The id of a stage's API. It is set at deployment, so that the API's URL is known and can be documented. */
export function apiId(stage: string | undefined): string {
  return stage === undefined ? 'augur' : `augur-${stage}`;
}

/**
 * The URL of a stage's API on an endpoint, without a trailing slash. Source: LocalStack's documentation, "API Gateway",
 * "Alternative URL format"; MiniStack has it too. The format with `_user_request_` is deprecated since LocalStack 3.8.
 */
export function apiUrl(origin: string, stage: string | undefined): string {
  return `${origin}/_aws/execute-api/${apiId(stage)}/prod`;
}
