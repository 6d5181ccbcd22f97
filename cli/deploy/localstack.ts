/**
 * Deploys the stack to a LocalStack-compatible endpoint on this machine, or deletes it there:
 *
 *   npm run deploy:localstack -- [-c processingSeconds=1]     settings as `npm start` takes them
 *   npm run destroy:localstack
 *
 * `FUNCTIONS_ENDPOINT_URL` is the endpoint's URL as functions reach it, where they run in containers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { examples } from '../examples.ts';
import { influxToken } from '../influxToken.ts';
import { LOCAL_TOKENS } from '../localTokens.ts';
import { root } from '../root.ts';
import { runMain } from '../runMain.ts';
import { cdk } from './cdk.ts';
import { ACCOUNT_ID, endpointEnvironment, readEndpoint, waitForEndpoint } from './endpoint.ts';

const STACK = 'Augur';
/** Chosen by us, so that every deployment has the same URL, which can be documented. */
const API_ID = 'augur';
const ENDPOINT_TIMEOUT_MS = 60_000;
/** For a command that hangs: a deployment takes less than a minute. */
const CDK_TIMEOUT_MS = 180_000;

async function deploy(endpoint: URL, environment: NodeJS.ProcessEnv, settings: string[]): Promise<void> {
  const { FUNCTIONS_ENDPOINT_URL = endpoint.origin } = environment;
  const token = influxToken(environment);
  // The CDK CLI's option --parameters as an environment variable: every user of the machine can list arguments.
  const parameters = token === undefined ? {} : { CDK_PARAMETERS: `InfluxToken=${token}` };
  const context = [
    // Containers of functions have this directory mounted under the same path.
    `errorReportsDir=${join(root, 'error_reports')}`,
    'keepData=false',
    `requireTls=${endpoint.protocol === 'https:'}`,
    `apiId=${API_ID}`,
    `apiUrl=${apiUrl(FUNCTIONS_ENDPOINT_URL)}/`,
  ];
  const output = await mkdtemp(join(tmpdir(), 'augur-deploy-'));
  const options = [
    ...[...context, ...settings].flatMap((setting) => ['-c', setting]),
    ...['--output', output, '--require-approval', 'never'],
  ];
  try {
    await cdk(['bootstrap', `aws://${ACCOUNT_ID}/${environment.AWS_REGION}`, '--quiet'], environment, CDK_TIMEOUT_MS);
    await cdk(['deploy', STACK, ...options], { ...environment, ...parameters }, CDK_TIMEOUT_MS);
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** The URL of the API on an endpoint. Source: LocalStack's documentation, "API Gateway", "Path-based format". */
function apiUrl(origin: string): string {
  return `${origin}/restapis/${API_ID}/prod/_user_request_`;
}

await runMain(async () => {
  const [command, ...rest] = process.argv.slice(2);
  const { values } = parseArgs({
    args: rest,
    options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
  });
  const endpoint = readEndpoint(process.env);
  const environment = { API_TOKENS: LOCAL_TOKENS, ...endpointEnvironment(endpoint, process.env) };
  await waitForEndpoint(endpoint, ENDPOINT_TIMEOUT_MS);
  if (command === 'destroy') return cdk(['destroy', STACK, '--force'], environment, CDK_TIMEOUT_MS);

  await deploy(endpoint, environment, values.context);
  const url = apiUrl(endpoint.origin);
  console.log(`\n  Augur answers at ${url}\n\n${examples(url)}\n`);
});
