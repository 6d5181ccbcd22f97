/**
 * Replaces the URL of a REST API in a resolved value of a template with its URL on this machine, where the API is served
 * at the root, as with a custom domain name.
 *
 * @param value with URLs such as `https://<API id>.execute-api.<region>.amazonaws.com/<stage>` in its strings
 * @param url without a trailing slash
 */
export function replaceExecuteApiUrl(value: unknown, apiId: string, url: string): unknown {
  if (value === undefined) return undefined;
  const deployed = new RegExp(`https://${RegExp.escape(apiId)}\\.execute-api\\.[^/"]+/[^/"]+`, 'g');
  return JSON.parse(JSON.stringify(value).replaceAll(deployed, url));
}
