import { unescape as unescapeLeniently } from 'node:querystring';
import type { ApiResource, Integration } from './definition.ts';

export interface Route {
  readonly resource: ApiResource;
  readonly integration: Integration;
  /** Decoded; nothing where the path has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * Finds what answers a request: a literal segment goes before `{name}`, that before `{name+}`, a method before `ANY`.
 * Slashes at the end of a path do not count.
 *
 * @param path as it was sent, without the query. A malformed escape in it is taken literally.
 * @returns nothing for a path or a method that the API does not have
 */
export function findRoute(root: ApiResource, method: string, path: string): Route | undefined {
  const found = descend(root, segmentsOf(path), 0, null);
  const integration = found?.resource.methods.get(method) ?? found?.resource.methods.get('ANY');
  return found && integration ? { ...found, integration } : undefined;
}

function segmentsOf(path: string): string[] {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  if (end === 0) return [];
  const segments = path.slice(1, end).split('/');
  return path.includes('%') ? segments.map((segment) => unescapeLeniently(segment)) : segments;
}

type Descent = Omit<Route, 'integration'>;

function descend(
  resource: ApiResource,
  segments: readonly string[],
  depth: number,
  pathParameters: Descent['pathParameters'],
): Descent | undefined {
  const segment = segments[depth];
  // One without methods only holds others together: what is less exact may still answer.
  if (segment === undefined) return resource.methods.size > 0 ? { resource, pathParameters } : undefined;
  const literal = resource.children.get(segment);
  const { parameter, greedyParameter } = resource;
  return (
    (literal && descend(literal, segments, depth + 1, pathParameters)) ??
    (parameter && segment !== ''
      ? descend(parameter.resource, segments, depth + 1, { ...pathParameters, [parameter.name]: segment })
      : undefined) ??
    (greedyParameter && {
      resource: greedyParameter.resource,
      pathParameters: { ...pathParameters, [greedyParameter.name]: segments.slice(depth).join('/') },
    })
  );
}
