/**
 * A resolved value of a template with the REST API's URL as it is on this machine: at the root, as a custom domain would
 * have it, wherever the value says `https://<API id>.execute-api.<region>.amazonaws.com/<stage>`.
 *
 * @param url without a slash at its end
 */
export function withLocalApiUrl(value: unknown, apiId: string, url: string): unknown {
  if (value === undefined) return undefined;
  const deployed = new RegExp(`https://${RegExp.escape(apiId)}\\.execute-api\\.[^/"]+/[^/"]+`, 'g');
  return JSON.parse(JSON.stringify(value).replaceAll(deployed, url));
}
