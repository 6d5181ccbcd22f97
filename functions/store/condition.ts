import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Problem } from '../shared/http/problem.ts';
import type { WriteCondition } from '../shared/store/storeTable.ts';

/** An entity tag of ours: the version in quotes. A weak one (`W/"3"`) never matches. Source: RFC 9110, section 8.8.3. */
const ENTITY_TAG = /^"(\d{1,15})"$/;

/** The version of an entry as an entity tag. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * What a write depends on: `If-Match: "3"` (or `version`), `If-Match: *`, `If-None-Match: *`, or nothing.
 * Source: RFC 9110, sections 13.1.1 and 13.1.2.
 *
 * @param version the version that the client gave in the query or the body, for those who would rather not use headers;
 *   0 is the version of what is not there
 * @throws Problem 400 for a header that could not mean a version of an entry, or for two conditions at once
 */
export function writeCondition(event: APIGatewayProxyEvent, version: number | undefined): WriteCondition | undefined {
  const ifMatch = headerOf(event, 'if-match');
  const ifNoneMatch = headerOf(event, 'if-none-match');
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

function headerOf(event: APIGatewayProxyEvent, wanted: string): string | undefined {
  return Object.entries(event.headers ?? {})
    .find(([name]) => name.toLowerCase() === wanted)?.[1]
    ?.trim();
}
