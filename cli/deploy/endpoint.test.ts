import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endpointConfig, endpointEnvironment, functionsEndpoint, readEndpoint, waitForEndpoint } from './endpoint.ts';

describe('readEndpoint', () => {
  it.each([
    [undefined, 'http://127.0.0.1:4566'],
    ['http://localhost:4566', 'http://127.0.0.1:4566'],
    ['http://127.0.0.2:4567/', 'http://127.0.0.2:4567'],
    ['http://[::1]:4566', 'http://[::1]:4566'],
    ['https://localhost.localstack.cloud:4566', 'https://localhost.localstack.cloud:4566'],
    ['http://localstack:4566', 'http://localstack:4566'],
  ])('accepts %s and returns %s', (given, expected) => {
    expect(readEndpoint({ ...(given !== undefined && { AWS_ENDPOINT_URL: given }) }).origin).toBe(expected);
  });

  it.each([
    'https://sqs.eu-central-1.amazonaws.com',
    'https://amazonaws.com',
    'http://127.0.0.1.example.com:4566',
    'http://localhost.example.com',
    'http://10.0.0.1:4566',
    'not a url',
    '',
  ])('throws for %j, which may be an endpoint of AWS', (given) => {
    expect(() => readEndpoint({ AWS_ENDPOINT_URL: given })).toThrow('not on this machine');
  });
});

it('removes every variable that selects an account, an option of AWS or a proxy from the environment', () => {
  const environment = endpointEnvironment(new URL('http://127.0.0.1:4566'), {
    PATH: '/bin',
    AWS_PROFILE: 'production',
    AWS_ACCESS_KEY_ID: 'real',
    AWS_SECRET_ACCESS_KEY: 'real',
    AWS_SESSION_TOKEN: 'real',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2',
    AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.eu-central-1.amazonaws.com',
    AWS_USE_FIPS_ENDPOINT: 'true',
    CDK_DEFAULT_ACCOUNT: '123456789012',
    HTTP_PROXY: 'http://proxy:3128',
    https_proxy: 'http://proxy:3128',
    NODE_USE_ENV_PROXY: '1',
  });
  expect(environment).toEqual({
    PATH: '/bin',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

it.each([
  [{}, 'eu-central-1'],
  [{ AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-1' }, 'us-west-2'],
  [{ AWS_DEFAULT_REGION: 'us-east-1' }, 'us-east-1'],
])('with the variables %j, uses the region %s', (environment, region) => {
  expect(endpointConfig(new URL('http://127.0.0.1:4566'), environment).region).toBe(region);
});

/** An endpoint that answers with these bodies by path, and with 404 otherwise. */
async function startEndpoint(bodies: Readonly<Record<string, object>>): Promise<URL> {
  const server = createServer(({ url = '' }, response) => {
    const body = bodies[url];
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? { error: 'Unknown' }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('functionsEndpoint', () => {
  it('is a name of LocalStack that its DNS server resolves in containers, where LocalStack runs in a container', async () => {
    const endpoint = await startEndpoint({ '/_localstack/info': { is_docker: true } });
    expect(await functionsEndpoint(endpoint, {})).toEqual({
      origin: 'http://localhost.localstack.cloud:4566',
      areInContainers: true,
    });
  });

  it.each([
    ['LocalStack outside a container', { '/_localstack/info': { is_docker: false } }],
    ['an endpoint without /_localstack/info', {}],
  ])('is the same endpoint for %s', async (_, bodies) => {
    const endpoint = await startEndpoint(bodies);
    expect(await functionsEndpoint(endpoint, {})).toEqual({ origin: endpoint.origin, areInContainers: false });
  });

  it('is FUNCTIONS_ENDPOINT_URL if that is set', async () => {
    const endpoint = await startEndpoint({});
    const { origin } = await functionsEndpoint(endpoint, { FUNCTIONS_ENDPOINT_URL: 'http://localstack:4566/' });
    expect(origin).toBe('http://localstack:4566');
  });
});

describe('waitForEndpoint', () => {
  it('says nothing when the endpoint answers', async () => {
    const endpoint = await startEndpoint({ '/_localstack/health': {} });
    const said: string[] = [];
    await waitForEndpoint(endpoint, { timeoutMs: 0, onWait: () => said.push('waiting') });
    expect(said).toEqual([]);
  });

  it('says once that it waits, and throws after the timeout when nothing answers', async () => {
    const said: string[] = [];
    const wait = waitForEndpoint(new URL('http://127.0.0.1:9'), { timeoutMs: 0, onWait: () => said.push('waiting') });
    await expect(wait).rejects.toThrow('Nothing answers at http://127.0.0.1:9. Start an endpoint: docker compose');
    expect(said).toEqual(['waiting']);
  });
});
