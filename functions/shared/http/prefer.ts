/** API Gateway ends a request after 29 seconds. The rest is for reading and writing the task. */
export const MAX_WAIT_SECONDS = 25;

/**
 * How long the client prefers to wait for a result, in seconds: `Prefer: wait=10`; 0 for `Prefer: respond-async` on its
 * own. `Prefer: wait` without a value is the longest wait, {@link MAX_WAIT_SECONDS}, to which longer ones are reduced. A
 * malformed preference is ignored. Source: RFC 7240, sections 2, 4.1 and 4.3.
 *
 * @param fields the values of all `Prefer` header fields
 * @returns undefined when the client has no such preference
 */
export function preferredWaitSeconds(fields: readonly string[]): number | undefined {
  const preferences = fields.flatMap((field) => field.split(','));
  for (const preference of preferences) {
    const wait = /^\s*wait\s*(?:=\s*("?)(\d*)\1\s*)?(?:;|$)/i.exec(preference);
    // An empty value is the same as none.
    if (wait) return Math.min(wait[2] ? Number(wait[2]) : MAX_WAIT_SECONDS, MAX_WAIT_SECONDS);
  }
  return preferences.some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference)) ? 0 : undefined;
}
