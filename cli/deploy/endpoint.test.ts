import { describe, expect, it } from 'vitest';
import { endpointConfig, endpointEnvironment, readEndpoint, waitForEndpoint } from './endpoint.ts';
import { startEndpoint } from './endpointStandIn.ts';

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
