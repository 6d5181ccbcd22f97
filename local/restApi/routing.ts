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
 *
 * @param path as it was sent, without the query. A malformed escape in it is taken literally.
 * @returns nothing for a path or a method that the API does not have
 */
export function findRoute(root: ApiResource, method: string, path: string): Route | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const found = descend(root, segments.map(unescapeLeniently), 0, null);
  const integration = found?.resource.methods.get(method) ?? found?.resource.methods.get('ANY');
  return found && integration ? { ...found, integration } : undefined;
}

type Descent = Omit<Route, 'integration'>;

function descend(
  resource: ApiResource,
  segments: string[],
  depth: number,
  found: Descent['pathParameters'],
): Descent | undefined {
  const segment = segments[depth];
  if (segment === undefined) return { resource, pathParameters: found };
  const literal = resource.children.get(segment);
  const below = literal && descend(literal, segments, depth + 1, found);
  if (below) return below;
  if (!resource.parameter) return undefined;
  const { name, greedy, resource: child } = resource.parameter;
  if (greedy) return { resource: child, pathParameters: { ...found, [name]: segments.slice(depth).join('/') } };
  return descend(child, segments, depth + 1, { ...found, [name]: segment });
}
