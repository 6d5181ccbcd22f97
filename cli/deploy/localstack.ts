/**
 * Deploys the stack to a LocalStack-compatible endpoint, or takes it away again:
 *
 *   npm run deploy:local -- [-c processingSeconds=1]     settings of the stack, as `npm start` takes them
 *   npm run destroy:local
 *
 * `FUNCTIONS_ENDPOINT_URL` is where functions reach the endpoint, where they run in containers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { cdk } from './cdk.ts';
import { ACCOUNT_ID, endpointEnvironment, readEndpoint, waitForEndpoint } from './endpoint.ts';

const root = join(import.meta.dirname, '..', '..');
const STACK = 'Augur';
/** The same at every deployment, so that its URL can be written down. */
const API_ID = 'augur';
const WAIT_MS = 60_000;
const STEP_TIMEOUT_MS = 180_000;
/** Everybody knows them, which is fine for an API that only this machine can reach. */
const LOCAL_TOKENS = 'SECRET_TOKEN,Secret123';

async function deploy(endpoint: URL, environment: NodeJS.ProcessEnv, settings: string[]): Promise<void> {
  const output = await mkdtemp(join(tmpdir(), 'augur-deploy-'));
  const { INFLUX_URL, INFLUX_TOKEN, FUNCTIONS_ENDPOINT_URL = endpoint.origin } = environment;
  if (INFLUX_URL && !INFLUX_TOKEN) throw new Error('INFLUX_URL is set, so INFLUX_TOKEN has to be, to write there.');
  const context = [
    // The host's path: where functions run in containers, it is mounted under the same one.
    `errorReportsDir=${join(root, 'error_reports')}`,
    'keepData=false',
    `requireTls=${endpoint.protocol === 'https:'}`,
    `apiId=${API_ID}`,
    `apiUrl=${apiUrl(FUNCTIONS_ENDPOINT_URL)}/`,
  ];
  const options = [
    ...[...context, ...settings].flatMap((setting) => ['-c', setting]),
    ...(INFLUX_URL ? ['--parameters', `InfluxToken=${INFLUX_TOKEN}`] : []),
    ...['--output', output, '--require-approval', 'never'],
  ];
  try {
    await cdk(['bootstrap', `aws://${ACCOUNT_ID}/${environment.AWS_REGION}`, '--quiet'], environment, STEP_TIMEOUT_MS);
    await cdk(['deploy', STACK, ...options], environment, STEP_TIMEOUT_MS);
    console.log(banner(apiUrl(endpoint.origin)));
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** Where an endpoint serves the API. Source: LocalStack's documentation, "API Gateway", "Path-based format". */
function apiUrl(origin: string): string {
  return `${origin}/restapis/${API_ID}/prod/_user_request_`;
}

function banner(url: string): string {
  return `
  Augur answers at ${url}

  Try it:
    curl -X POST '${url}/prediction?question=Will%20it%20rain%20tomorrow?'
    curl '${url}/status?prediction_id=<the id from there>'
    curl -X POST '${url}/prediction?question=What%20is%20your%20name?'
`;
}

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  const { values } = parseArgs({
    args: rest,
    options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
  });
  const endpoint = readEndpoint(process.env);
  const environment = { API_TOKENS: LOCAL_TOKENS, ...endpointEnvironment(endpoint, process.env) };
  await waitForEndpoint(endpoint, WAIT_MS);
  if (command === 'deploy') {
    await deploy(endpoint, environment, values.context);
  } else {
    await cdk(['destroy', STACK, '--force'], environment, STEP_TIMEOUT_MS);
  }
}

try {
  await main();
} catch (error) {
  console.error(styleText('red', error instanceof Error ? error.message : String(error), { stream: process.stderr }));
  process.exitCode = 1;
}
