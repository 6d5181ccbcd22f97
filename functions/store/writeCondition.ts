import { Problem } from '../shared/http/problem.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import { MAX_CONDITION_VERSIONS, type WriteCondition } from '../shared/store/storeTable.ts';
import { parseEntityTags } from './entityTags.ts';

/**
 * The condition of a write: `If-Match: "3", "4"` (or `version`), `If-Match: *`, `If-None-Match: *`, `If-None-Match: "3"`, or
 * none. In If-Match a weak tag never matches. Source: RFC 9110, sections 13.1.1 and 13.1.2.
 *
 * @param version the version from the query or the body, for clients that do not set headers; 0 is the version of an entry
 *   that does not exist
 * @throws Problem 400 for a malformed header, or for more than one condition
 */
export function writeConditionOf(
  request: Pick<HttpRequest, 'headerValues'>,
  version: number | undefined,
): WriteCondition | undefined {
  const ifMatch = parseEntityTags('If-Match', request.headerValues('if-match'));
  const ifNoneMatch = parseEntityTags('If-None-Match', request.headerValues('if-none-match'));
  if ([ifMatch, ifNoneMatch, version].filter((condition) => condition !== undefined).length > 1) {
    throw new Problem(400, { detail: 'Send one condition: If-Match, If-None-Match or a version.' });
  }
  if (version !== undefined) return version === 0 ? 'does not exist' : { versions: [version] };
  if (ifMatch) return ifMatch.any ? 'exists' : { versions: limited(ifMatch.strongVersions) };
  if (ifNoneMatch) return ifNoneMatch.any ? 'does not exist' : { otherThan: limited(ifNoneMatch.versions) };
  return undefined;
}

function limited(versions: readonly number[]): readonly number[] {
  if (versions.length <= MAX_CONDITION_VERSIONS) return versions;
  throw new Problem(400, { detail: `Send at most ${MAX_CONDITION_VERSIONS} ETags in one condition.` });
}
