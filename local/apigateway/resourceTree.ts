import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { type Integration, readIntegration } from './integration.ts';

/** A resource in the tree of an API, with its methods and its children. */
export interface ApiResource {
  readonly id: string;
  /** As in the template: `/predictions/{id}`. */
  readonly path: string;
  /** By HTTP method; `ANY` for all methods that have no integration of their own. */
  readonly methods: Map<string, Integration>;
  /** By path segment. */
  readonly children: Map<string, ApiResource>;
  /** The child that matches any one segment: `{id}`. */
  parameter?: PathParameter;
  /** The child that matches one segment and all that follow: `{proxy+}`. */
  greedyParameter?: PathParameter;
}

interface PathParameter {
  readonly name: string;
  readonly resource: ApiResource;
}

export interface ResourceTree {
  readonly root: ApiResource;
  /** The paths of all resources. */
  readonly paths: ReadonlySet<string>;
}

export interface ResourceTreeOptions {
  readonly rootId: string;
  /** The API's `AWS::ApiGateway::Resource` resources. */
  readonly resources: readonly StackResource[];
  /** The API's `AWS::ApiGateway::Method` resources. */
  readonly methods: readonly StackResource[];
}

const resourceProperties = z.object({ ParentId: z.string(), PathPart: z.string() });

const methodProperties = z.object({
  ApiKeyRequired: z.boolean().default(false),
  AuthorizationType: z.string(),
  HttpMethod: z.string(),
  Integration: z.looseObject({ Type: z.string() }),
  ResourceId: z.string(),
});

/** @throws Error that names the resource, and the property, that is not supported on this machine. */
export function readResourceTree({ rootId, resources, methods }: ResourceTreeOptions): ResourceTree {
  const root = newResource(rootId, '/');
  const byId = new Map([[rootId, root]]);
  addResources(byId, resources);
  for (const method of methods) addMethod(byId, method);
  return { root, paths: new Set([...byId.values()].map(({ path }) => path)) };
}

/** Adds the resources to the tree, in any order: a template may list a resource before its parent. */
function addResources(byId: Map<string, ApiResource>, resources: readonly StackResource[]): void {
  let remaining = resources;
  while (remaining.length > 0) {
    const orphans = remaining.filter((resource) => {
      const { ParentId, PathPart } = resource.properties(resourceProperties);
      const parent = byId.get(ParentId);
      if (!parent) return true;
      byId.set(resource.ref, addChild(parent, resource.ref, PathPart));
      return false;
    });
    if (orphans.length === remaining.length) {
      throw new Error(`${orphans[0]?.logicalId} sets ParentId to a resource that does not exist.`);
    }
    remaining = orphans;
  }
}

function newResource(id: string, path: string): ApiResource {
  return { id, path, methods: new Map(), children: new Map() };
}

function addChild(parent: ApiResource, id: string, part: string): ApiResource {
  const resource = newResource(id, `${parent.path === '/' ? '' : parent.path}/${part}`);
  const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
  if (name === undefined) parent.children.set(part, resource);
  else if (greedy) parent.greedyParameter = { name, resource };
  else parent.parameter = { name, resource };
  return resource;
}

function addMethod(byId: ReadonlyMap<string, ApiResource>, method: StackResource): void {
  const { logicalId } = method;
  const properties = method.properties(methodProperties);
  if (properties.AuthorizationType !== 'NONE') {
    throw new Error(`${logicalId} sets AuthorizationType, but API Gateway authorizes no requests on this machine.`);
  }
  if (properties.ApiKeyRequired) {
    throw new Error(`${logicalId} sets ApiKeyRequired, but API Gateway has no API keys on this machine.`);
  }
  const resource = byId.get(properties.ResourceId);
  if (!resource) throw new Error(`${logicalId} sets ResourceId to a resource that does not exist.`);
  resource.methods.set(properties.HttpMethod, readIntegration(logicalId, properties.Integration));
}
