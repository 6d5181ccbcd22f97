import { unescape as unescapeLeniently } from 'node:querystring';
import type { Integration } from './integration.ts';
import type { ApiResource } from './resourceTree.ts';

export interface Route {
  readonly resource: ApiResource;
  readonly integration: Integration;
  /** Decoded; null when the path has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** The methods that `ANY` stands for. Source: Amazon API Gateway Developer Guide, "Set up an HTTP method". */
const ANY_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/**
 * Finds the resource and the integration for a request. A literal segment takes precedence over `{name}`, that over
 * `{name+}`, and a method over `ANY`. One trailing slash is ignored.
 * Source: API Gateway Developer Guide, "Set up a proxy integration with a proxy resource".
 *
 * @param path as it was sent, without the query. A malformed escape in it is taken literally.
 * @returns `undefined` for a path or a method that the API does not have
 */
export function findRoute(root: ApiResource, method: string, path: string): Route | undefined {
  // `OPTIONS *` has no path.
  const found = path.startsWith('/') ? descend(root, segmentsOf(path), 0, null) : undefined;
  if (!found) return undefined;
  const { methods } = found.resource;
  const integration = methods.get(method) ?? (ANY_METHODS.has(method) ? methods.get('ANY') : undefined);
  return integration && { ...found, integration };
}

function segmentsOf(path: string): string[] {
  if (path === '/') return [];
  const segments = path.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
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
