import { describe, expect, it } from 'vitest';
import { startEndpoint } from './endpointStandIn.ts';
import { findFunctionsEndpoint } from './functionsEndpoint.ts';

const IN_CONTAINER = { '/_localstack/info': { is_docker: true } };
const FROM_COMPOSE_FILE = {
  ...IN_CONTAINER,
  '/_localstack/init': { scripts: [{ stage: 'START', name: 'mount_error_reports.py', state: 'SUCCESSFUL' }] },
};

describe('findFunctionsEndpoint', () => {
  it('returns the name that LocalStack has in containers, if the compose file started it', async () => {
    const endpoint = await startEndpoint(FROM_COMPOSE_FILE);
    expect(await findFunctionsEndpoint(endpoint, {})).toEqual({
      origin: 'http://localhost.localstack.cloud:4566',
      isFromComposeFile: true,
      isUncertain: false,
    });
  });

  it.each([
    [
      'LocalStack in a container that something else started',
      { ...IN_CONTAINER, '/_localstack/init': { scripts: [] } },
      true,
    ],
    ['LocalStack outside a container', { '/_localstack/info': { is_docker: false } }, false],
    ['an endpoint that has no such resources', {}, false],
  ])('returns the same URL for %s', async (_, bodies, isUncertain) => {
    const endpoint = await startEndpoint(bodies);
    expect(await findFunctionsEndpoint(endpoint, {})).toEqual({
      origin: endpoint.origin,
      isFromComposeFile: false,
      isUncertain,
    });
  });

  it('returns FUNCTIONS_ENDPOINT_URL if that is set', async () => {
    const environment = { FUNCTIONS_ENDPOINT_URL: 'http://localstack:4566/' };
    for (const bodies of [FROM_COMPOSE_FILE, IN_CONTAINER]) {
      const { origin, isUncertain } = await findFunctionsEndpoint(await startEndpoint(bodies), environment);
      expect({ origin, isUncertain }).toEqual({ origin: 'http://localstack:4566', isUncertain: false });
    }
  });
});
