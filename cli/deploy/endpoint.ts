import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4566';
const REGION = 'eu-central-1';
/** The account id that LocalStack and compatible endpoints use by default. */
export const ACCOUNT_ID = '000000000000';

const RETRY_MS = 500;
/** Those of the user that would apply to requests to the endpoint: accounts and options of AWS, and proxies. */
const REMOVED_VARIABLES = /^((AWS|CDK)_.*|(https?|all)_proxy|node_use_env_proxy)$/i;

/**
 * The URL of the LocalStack-compatible endpoint: `AWS_ENDPOINT_URL`, or port 4566 of this machine.
 *
 * @throws Error when its host is neither this machine nor a single-label name, such as that of a container: a command for
 * the endpoint must never reach a real account
 */
export function readEndpoint({ AWS_ENDPOINT_URL = DEFAULT_ENDPOINT }: NodeJS.ProcessEnv): URL {
  const url = URL.parse(AWS_ENDPOINT_URL);
  if (!url || !isLocal(url.hostname)) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}, which is not on this machine. This command needs a LocalStack-compatible endpoint, such as ${DEFAULT_ENDPOINT}. npm run deploy:aws deploys to AWS.`,
    );
  }
  // The name may resolve to an IPv6 address, on which not every endpoint listens. With an address instead of a name, the SDK
  // also puts a bucket's name into the path instead of the host.
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url;
}

function isLocal(hostname: string): boolean {
  return (
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === '[::1]' ||
    hostname === 'localhost.localstack.cloud' ||
    /^[a-z0-9_-]+$/i.test(hostname)
  );
}

/**
 * The environment for a process whose AWS clients use the endpoint. It has none of the user's own AWS variables and no real
 * credentials, so that AWS would refuse a request that reaches it in error. It has no proxy: the endpoint is on this machine.
 */
export function endpointEnvironment(endpoint: URL, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { region, credentials } = endpointConfig(endpoint, environment);
  const others = Object.entries(environment).filter(([name]) => !REMOVED_VARIABLES.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: endpoint.origin,
    // The CDK CLI uploads assets to AWS when only AWS_ENDPOINT_URL is set.
    AWS_ENDPOINT_URL_S3: endpoint.origin,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    // Version 1 of the AWS CLI reads this one only.
    AWS_DEFAULT_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The configuration of an AWS client in this process that uses the endpoint. */
export function endpointConfig(endpoint: URL, { AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint: endpoint.origin, region: AWS_REGION || AWS_DEFAULT_REGION || REGION, credentials };
}

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Called once, when the endpoint does not answer at once. */
  readonly onWait: () => void;
}

/** Resolves when the endpoint answers. @throws Error when it does not within `timeoutMs` */
export async function waitForEndpoint(endpoint: URL, { timeoutMs, onWait }: WaitOptions): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  if (await isHealthy(endpoint)) return;
  onWait();
  while (Date.now() < deadline) {
    await sleep(RETRY_MS);
    if (await isHealthy(endpoint)) return;
  }
  throw new Error(
    `Nothing answers at ${endpoint.origin}. Start an endpoint: docker compose -f docker-compose.localstack.yml up -d --wait`,
  );
}

async function isHealthy(endpoint: URL): Promise<boolean> {
  try {
    // LocalStack's health check, which MiniStack has too.
    const response = await fetch(new URL('/_localstack/health', endpoint), { signal: AbortSignal.timeout(5_000) });
    return response.ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}
