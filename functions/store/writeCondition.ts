import { Problem } from '../shared/http/problem.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { WriteCondition } from '../shared/store/storeTable.ts';

/** An entity tag of an entry: its version in quotes. A weak one (`W/"3"`) never matches (RFC 9110, section 8.8.3). */
const ENTITY_TAG = /^"(\d{1,15})"$/;

/** The version of an entry as an entity tag. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * The condition of a write: `If-Match: "3"` (or `version`), `If-Match: *`, `If-None-Match: *`, or none.
 * Source: RFC 9110, sections 13.1.1 and 13.1.2.
 *
 * @param version the version from the query or the body, for clients that do not set headers; 0 is the version of an entry
 *   that does not exist
 * @throws Problem 400 for a header that cannot be the version of an entry, or for more than one condition
 */
export function writeConditionOf(
  request: Pick<HttpRequest, 'header'>,
  version: number | undefined,
): WriteCondition | undefined {
  const ifMatch = request.header('if-match')?.trim();
  const ifNoneMatch = request.header('if-none-match')?.trim();
  if ([ifMatch, ifNoneMatch, version].filter((condition) => condition !== undefined).length > 1) {
    throw new Problem(400, { detail: 'Send one condition: If-Match, If-None-Match or a version.' });
  }
  if (version !== undefined) return version === 0 ? 'does not exist' : { version };
  if (ifNoneMatch === '*') return 'does not exist';
  if (ifNoneMatch !== undefined) throw new Problem(400, { detail: 'If-None-Match has to be * for a write.' });
  if (ifMatch === undefined) return undefined;
  if (ifMatch === '*') return 'exists';
  const tag = ENTITY_TAG.exec(ifMatch)?.[1];
  if (tag === undefined) {
    throw new Problem(400, { detail: 'If-Match has to be * or the ETag that a read or a write gave, such as "3".' });
  }
  return { version: Number(tag) };
}
