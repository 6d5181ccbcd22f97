/**
 * Deploys the stack to a LocalStack-compatible endpoint, or takes it away again:
 *
 *   npm run deploy:local -- [-c processingSeconds=1]     settings of the stack, as `npm start` takes them
 *   npm run destroy:local
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { cdk } from './cdk.ts';
import { ACCOUNT_ID, endpointEnvironment, readEndpoint, waitForEndpoint } from './endpoint.ts';

const root = join(import.meta.dirname, '..');
const STACK = 'Augur';
const WAIT_MS = 60_000;
const STEP_TIMEOUT_MS = 180_000;
/** Everybody knows them, which is fine for an API that only this machine can reach. */
const LOCAL_TOKENS = 'SECRET_TOKEN,Secret123';

async function deploy(endpoint: URL, environment: NodeJS.ProcessEnv, settings: string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'augur-deploy-'));
  const outputsFile = join(directory, 'outputs.json');
  const { INFLUX_URL, INFLUX_TOKEN } = environment;
  if (INFLUX_URL && !INFLUX_TOKEN) throw new Error('INFLUX_URL is set, so INFLUX_TOKEN has to be, to write there.');
  // The host's path: where functions run in containers, it is mounted under the same one.
  const context = [`errorReportsDir=${join(root, 'error_reports')}`, 'keepData=false'];
  const options = [
    ...[...context, ...settings].flatMap((setting) => ['-c', setting]),
    ...(INFLUX_TOKEN ? ['--parameters', `InfluxToken=${INFLUX_TOKEN}`] : []),
    ...['--output', join(directory, 'cdk.out'), '--outputs-file', outputsFile, '--require-approval', 'never'],
  ];
  try {
    await cdk(['bootstrap', `aws://${ACCOUNT_ID}/${environment.AWS_REGION}`, '--quiet'], environment, STEP_TIMEOUT_MS);
    await cdk(['deploy', STACK, ...options], environment, STEP_TIMEOUT_MS);
    const outputs = JSON.parse(await readFile(outputsFile, 'utf8')) as Record<string, { ApiUrl: string }>;
    console.log(banner(apiUrl(outputs[STACK]?.ApiUrl ?? '', endpoint)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Where the endpoint serves an API, from its URL on AWS, or what an endpoint makes of that, which may have a host that is
 * none. Source: LocalStack's documentation, "API Gateway", "Path-based format".
 */
function apiUrl(output: string, endpoint: URL): string {
  const [, id, stage] = /^https?:\/\/([^./]+)\.[^/]+\/([^/]+)/.exec(output) ?? [];
  if (id === undefined) throw new Error(`The stack's output ApiUrl is no URL of an API: ${output}`);
  return `${endpoint.origin}/restapis/${id}/${stage}/_user_request_`;
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
  const endpoint = readEndpoint(process.env);
  const environment = { API_TOKENS: LOCAL_TOKENS, ...endpointEnvironment(endpoint, process.env) };
  await waitForEndpoint(endpoint, WAIT_MS);
  if (command === 'deploy') {
    await deploy(
      endpoint,
      environment,
      rest.filter((argument) => argument !== '-c'),
    );
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
