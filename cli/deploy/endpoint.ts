import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4566';
const REGION = 'eu-central-1';
/** The account that LocalStack, and what is compatible with it, gives everybody. */
export const ACCOUNT_ID = '000000000000';

const RETRY_MS = 500;

/**
 * Where the LocalStack-compatible endpoint is: `AWS_ENDPOINT_URL`, or port 4566 of this machine.
 *
 * @throws Error when it is not on this machine, nor a service of the same network by its bare name: nothing that is done
 * to it may ever be done to a real account
 */
export function readEndpoint({ AWS_ENDPOINT_URL = DEFAULT_ENDPOINT }: NodeJS.ProcessEnv): URL {
  const url = URL.parse(AWS_ENDPOINT_URL);
  if (!url || !isNear(url.hostname)) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}, which is not on this machine. This is for a LocalStack-compatible endpoint such as ${DEFAULT_ENDPOINT}; npm run deploy:aws deploys to AWS.`,
    );
  }
  // An IPv4 address where the name might lead to IPv6, on which not every endpoint listens; and with an address the SDK
  // has a bucket's name in the path, not in front of the host.
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url;
}

function isNear(hostname: string): boolean {
  return (
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === '[::1]' ||
    hostname === 'localhost.localstack.cloud' ||
    /^[a-z0-9_-]+$/i.test(hostname)
  );
}

/**
 * The environment in which whatever speaks to AWS speaks to the endpoint. What leads to an account of the person who types
 * is left out, and the credentials are none: a request that went to AWS all the same would be refused there.
 */
export function endpointEnvironment(endpoint: URL, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { region, credentials } = endpointConfig(endpoint, environment);
  const others = Object.entries(environment).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: endpoint.origin,
    // What the CDK uploads went to AWS where only the other was set.
    AWS_ENDPOINT_URL_S3: endpoint.origin,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** As `endpointEnvironment`, for a client of this process. */
export function endpointConfig(endpoint: URL, { AWS_REGION = REGION }: NodeJS.ProcessEnv) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint: endpoint.origin, region: AWS_REGION, credentials };
}

/** Resolves when something answers there. @throws Error when nothing does in time */
export async function waitForEndpoint(endpoint: URL, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      // LocalStack's own, which MiniStack has too.
      const response = await fetch(new URL('/_localstack/health', endpoint), { signal: AbortSignal.timeout(5_000) });
      if (response.ok) return;
    } catch {
      // Nobody listens yet.
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Nothing answers at ${endpoint.origin}. Start it: docker compose -f docker-compose.localstack.yml up -d`,
      );
    }
    await sleep(RETRY_MS);
  }
}
