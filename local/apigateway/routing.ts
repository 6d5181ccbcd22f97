import { unescape as unescapeLeniently } from 'node:querystring';
import type { Integration } from './integration.ts';
import type { ApiResource } from './resourceTree.ts';

export interface Route {
  readonly resource: ApiResource;
  readonly integration: Integration;
  /** Decoded; null when the path has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * Finds the resource and the integration for a request. A literal segment takes precedence over `{name}`, that over
 * `{name+}`, and a method over `ANY`. Trailing slashes are ignored.
 * Source: API Gateway Developer Guide, "Set up a proxy integration with a proxy resource".
 *
 * @param path as it was sent, without the query. A malformed escape in it is taken literally.
 * @returns `undefined` for a path or a method that the API does not have
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
  // A resource without methods does not match: a less specific one may.
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
