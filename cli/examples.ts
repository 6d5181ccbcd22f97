/** Commands to try against the API at this URL. */
export function examples(url: string): string {
  return `  Try it:
    curl -X POST '${url}/prediction?question=Will%20it%20rain%20tomorrow?'
    curl '${url}/status?prediction_id=<the id from there>'
    curl -X POST '${url}/prediction?question=What%20is%20your%20name?'`;
}
