import type { APIGatewayProxyEvent } from 'aws-lambda';

/** API Gateway ends a request after 29 seconds. What is left is for everything but the waiting. */
export const MAX_WAIT_SECONDS = 25;

/**
 * How long the client prefers to wait for a result, in seconds: `Prefer: wait=10`, and none for `Prefer: respond-async`
 * on its own. More than {@link MAX_WAIT_SECONDS} are as many. What is malformed is ignored, as preferences are.
 * Source: RFC 7240, sections 2, 4.1 and 4.3.
 *
 * @returns nothing when the client has no such preference
 */
export function preferredWaitSeconds(event: APIGatewayProxyEvent): number | undefined {
  const headers = Object.entries(event.multiValueHeaders ?? {}).filter(([name]) => name.toLowerCase() === 'prefer');
  const preferences = headers.flatMap(([, values]) => values ?? []).flatMap((value) => value.split(','));
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*("?)(\d{1,9})\1\s*(;|$)/i.exec(preference)?.[2];
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_WAIT_SECONDS);
  }
  return preferences.some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference)) ? 0 : undefined;
}
