/** The script that docker-compose.localstack.yml mounts, by which LocalStack of that file is recognized. */
const COMPOSE_SCRIPT = 'mount_error_reports.py';
/**
 * LocalStack's DNS server resolves this name to LocalStack in the containers of functions.
 * Source: LocalStack's documentation, "Accessing LocalStack via the endpoint URL", "From your Lambda function".
 */
const ORIGIN_IN_CONTAINERS = 'http://localhost.localstack.cloud:4566';

/** The endpoint from the point of view of functions. */
export interface FunctionsEndpoint {
  /** Its URL as functions reach it, without a path. */
  readonly origin: string;
  /** Whether docker-compose.localstack.yml started it: functions run in containers, with error_reports/ mounted. */
  readonly isFromComposeFile: boolean;
  /** Whether the origin may be wrong, because it is not known whether functions run in containers. */
  readonly isUncertain: boolean;
}

/**
 * Finds out how functions reach the endpoint: at `FUNCTIONS_ENDPOINT_URL`, if it is set. Otherwise by the name that LocalStack
 * has in containers, if the compose file started it, and at the same URL if not.
 */
export async function findFunctionsEndpoint(
  endpoint: URL,
  { FUNCTIONS_ENDPOINT_URL }: NodeJS.ProcessEnv,
): Promise<FunctionsEndpoint> {
  const { scripts = [] } = await read<{ scripts?: { name: string }[] }>(endpoint, '/_localstack/init');
  const { is_docker = false } = await read<{ is_docker?: boolean }>(endpoint, '/_localstack/info');
  const isFromComposeFile = scripts.some(({ name }) => name === COMPOSE_SCRIPT);
  return {
    origin: FUNCTIONS_ENDPOINT_URL?.replace(/\/$/, '') || (isFromComposeFile ? ORIGIN_IN_CONTAINERS : endpoint.origin),
    isFromComposeFile,
    isUncertain: is_docker && !isFromComposeFile && !FUNCTIONS_ENDPOINT_URL,
  };
}

/** MiniStack has none of these resources and answers 404 with an object that describes the error. */
async function read<Body extends object>(endpoint: URL, path: string): Promise<Body> {
  const response = await fetch(new URL(path, endpoint), { signal: AbortSignal.timeout(5_000) });
  return (await response.json()) as Body;
}
