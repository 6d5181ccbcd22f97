const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Makes requests of this process to this machine bypass a proxy that `HTTP_PROXY` names, which `fetch` uses where
 * `NODE_USE_ENV_PROXY` is set. It reads `no_proxy` with each request.
 */
export function bypassProxy(environment: NodeJS.ProcessEnv): void {
  const { no_proxy = environment.NO_PROXY } = environment;
  environment.no_proxy = [...(no_proxy ? [no_proxy] : []), ...LOOPBACK].join(',');
}
