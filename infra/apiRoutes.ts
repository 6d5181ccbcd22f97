import { type HttpFunction, routes } from '../functions/shared/http/routes.ts';
import type { FunctionFolder } from './functions.ts';

/** The functions that answer requests of the API. */
export type HttpFunctionFolder = Extract<FunctionFolder, HttpFunction | 'alertsApi'>;

/** A route of the REST API, and the function behind it. */
export interface ApiRoute {
  readonly method: string;
  /** In API Gateway's notation: `{name}` is a path parameter. */
  readonly path: string;
  readonly function: HttpFunctionFolder;
}

/** Every route of the REST API. */
export const apiRoutes: readonly ApiRoute[] = routes.map(({ method, path, function: name }) => ({
  method,
  path,
  function: name === 'alerts' ? 'alertsApi' : name,
}));
