import { Problem } from '../shared/http/problem.ts';

/** The entity tags of a condition: any version, or those of a list. A tag that is no version matches no entry. */
export interface EntityTags {
  readonly any: boolean;
  /** The versions of all tags. */
  readonly versions: readonly number[];
  /** The versions of the strong tags (`"3"`, not `W/"3"`). */
  readonly strongVersions: readonly number[];
}

/** The version of an entry as an entity tag. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * Parses a condition's header: `*`, or a list of entity tags. Source: RFC 9110, sections 5.6.1, 8.8.3 and 13.1.
 *
 * @param fields the values of all header fields with this name
 * @returns undefined without header fields
 * @throws Problem 400 for a malformed header
 */
export function parseEntityTags(name: string, fields: readonly string[]): EntityTags | undefined {
  if (fields.length === 0) return undefined;
  const list = fields.join(',').trim();
  if (list === '*') return { any: true, versions: [], strongVersions: [] };
  const tags: { version: number; isWeak: boolean }[] = [];
  for (let rest = list; rest !== ''; ) {
    const [element = '', weak, opaque] = /^(?:(W\/)?("[^"\s]*"))?[ \t]*(?:,[ \t,]*|$)/.exec(rest) ?? [];
    if (element === '') throw malformed(name);
    if (opaque !== undefined) tags.push({ version: versionOf(opaque), isWeak: weak !== undefined });
    rest = rest.slice(element.length);
  }
  if (tags.length === 0) throw malformed(name);
  return {
    any: false,
    versions: versionsOf(tags),
    strongVersions: versionsOf(tags.filter(({ isWeak }) => !isWeak)),
  };
}

function malformed(name: string): Problem {
  return new Problem(400, { detail: `${name} has to be * or ETags that a read or a write gave, such as "3", "4".` });
}

/** @returns NaN for a tag that is no version */
function versionOf(opaqueTag: string): number {
  return Number(/^"([1-9]\d{0,14})"$/.exec(opaqueTag)?.[1]);
}

function versionsOf(tags: readonly { version: number }[]): number[] {
  return [...new Set(tags.map(({ version }) => version).filter((version) => !Number.isNaN(version)))];
}
