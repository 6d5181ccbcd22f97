import type { HttpRequest } from '../shared/http/request.ts';
import { type EntityTags, parseEntityTags } from './entityTags.ts';

/**
 * The status of a read under its conditions: 412 when the version is none of If-Match, 304 when it is one of If-None-Match,
 * so that the client has it already, and 200 otherwise. Source: RFC 9110, sections 13.1.1, 13.1.2 and 13.2.2.
 *
 * @throws Problem 400 for a malformed header
 */
export function readStatusOf(request: Pick<HttpRequest, 'headerValues'>, version: number): 200 | 304 | 412 {
  const ifMatch = parseEntityTags('If-Match', request.headerValues('if-match'));
  const ifNoneMatch = parseEntityTags('If-None-Match', request.headerValues('if-none-match'));
  if (ifMatch && !matches(ifMatch.any, ifMatch.strongVersions, version)) return 412;
  return ifNoneMatch && matches(ifNoneMatch.any, ifNoneMatch.versions, version) ? 304 : 200;
}

function matches(any: EntityTags['any'], versions: readonly number[], version: number): boolean {
  return any || versions.includes(version);
}
