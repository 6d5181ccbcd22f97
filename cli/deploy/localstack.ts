/**
 * Deploys the stack to a LocalStack-compatible endpoint on this machine, or deletes it there:
 *
 *   npm run deploy:localstack -- [-c stage=two] [-c processingSeconds=1]     settings as `npm start` takes them
 *   npm run destroy:localstack -- [-c stage=two] [--yes]
 *
 * `AWS_ENDPOINT_URL` is the endpoint's URL. `FUNCTIONS_ENDPOINT_URL` is its URL as functions reach it, if that is another one
 * and not the one that `findFunctionsEndpoint` finds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { readSettings } from '../../infra/settings.ts';
import { stackName } from '../../infra/stackName.ts';
import { examples } from '../examples.ts';
import { influxToken } from '../influxToken.ts';
import { LOCAL_TOKENS } from '../localTokens.ts';
import { root } from '../root.ts';
import { runMain } from '../runMain.ts';
import { cdk } from './cdk.ts';
import { checkExistingStack } from './checkExistingStack.ts';
import { confirmDestroy } from './confirmDestroy.ts';
import { apiId, apiUrl } from './deployedApi.ts';
import { ACCOUNT_ID, endpointEnvironment, readEndpoint, waitForEndpoint } from './endpoint.ts';
import { exportCommands } from './exportCommands.ts';
import { findFunctionsEndpoint } from './functionsEndpoint.ts';
import { askSmokeQuestion } from './smokeQuestion.ts';

/** MiniStack and LocalStack start in less than 10 s. */
const ENDPOINT_TIMEOUT_MS = 15_000;
/** On top of the processing time: on LocalStack, each function's container starts with its first invocation. */
const SMOKE_QUESTION_TIMEOUT_MS = 60_000;
/** Where docker-compose.localstack.yml mounts error_reports/ in the containers of functions. */
const REPORTS_IN_CONTAINERS = '/mnt/error_reports';

interface Target {
  readonly endpoint: URL;
  /** The environment for the CDK CLI. */
  readonly environment: NodeJS.ProcessEnv;
  readonly stage: string | undefined;
}

async function deploy({ endpoint, environment, stage }: Target, settings: readonly string[]): Promise<void> {
  const token = influxToken(environment);
  // The CDK CLI's option --parameters as an environment variable: every user of the machine can list arguments.
  const parameters = token === undefined ? {} : { CDK_PARAMETERS: `InfluxToken=${token}` };
  const functions = await findFunctionsEndpoint(endpoint, process.env);
  if (functions.isUncertain) {
    console.log(
      `If functions run in containers, set FUNCTIONS_ENDPOINT_URL to this endpoint's URL in them, such as http://localhost.localstack.cloud:4566. Without it, the heartbeat calls ${functions.origin}.`,
    );
  }
  const context = [
    `errorReportsDir=${functions.isFromComposeFile ? REPORTS_IN_CONTAINERS : join(root, 'error_reports')}`,
    'keepData=false',
    `requireTls=${endpoint.protocol === 'https:'}`,
    `apiId=${apiId(stage)}`,
    `apiUrl=${apiUrl(endpoint.origin, stage)}`,
    `functionsApiUrl=${apiUrl(functions.origin, stage)}`,
    ...settings,
  ];
  await runCdk(['bootstrap', `aws://${ACCOUNT_ID}/${environment.AWS_REGION}`], environment);
  const args = ['deploy', stackName(stage), ...options(context), '--require-approval', 'never'];
  await runCdk(args, { ...environment, ...parameters });
}

/**
 * Runs a command of the CDK CLI with its cloud assembly in a temporary directory. The CDK CLI locks `cdk.out/`, which another
 * command may be using; `cdk bootstrap` locks it too.
 */
async function runCdk(args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const output = await mkdtemp(join(tmpdir(), 'augur-deploy-'));
  try {
    await cdk([...args, '--output', output], environment);
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

function options(context: readonly string[]): string[] {
  return context.flatMap((setting) => ['-c', setting]);
}

function terminal(): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY) return undefined;
  return async (question) => {
    const readline = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await readline.question(question);
    } finally {
      readline.close();
    }
  };
}

await runMain(async () => {
  const [command, ...rest] = process.argv.slice(2);
  const { values } = parseArgs({
    args: rest,
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      yes: { type: 'boolean', default: false },
    },
  });
  const settings: Record<string, string | undefined> = Object.fromEntries(
    values.context.map((setting) => {
      const [name = '', ...value] = setting.split('=');
      return [name, value.join('=')];
    }),
  );
  const { stage } = settings;
  const stack = stackName(stage);
  const { processingSeconds } = readSettings((key) => settings[key]);
  const endpoint = readEndpoint(process.env);
  const environment: NodeJS.ProcessEnv = { API_TOKENS: LOCAL_TOKENS, ...endpointEnvironment(endpoint, process.env) };

  if (command === 'destroy') {
    const what = `the stack ${stack} and its data at ${endpoint.origin}, region ${environment.AWS_REGION}`;
    await confirmDestroy(what, { isConfirmed: values.yes, ask: terminal() });
  }
  await waitForEndpoint(endpoint, {
    timeoutMs: ENDPOINT_TIMEOUT_MS,
    onWait: () => console.log(`Waiting for ${endpoint.origin} …`),
  });
  if (command === 'destroy') {
    return runCdk(['destroy', stack, ...options(values.context), '--force'], environment);
  }

  const url = apiUrl(endpoint.origin, stage);
  const destroy = `npm run destroy:localstack${stage === undefined ? '' : ` -- -c stage=${stage}`}`;
  await checkExistingStack(endpoint, { stack, region: environment.AWS_REGION ?? '', url, destroy });
  await deploy({ endpoint, environment, stage }, values.context);
  const { question, answer } = await askSmokeQuestion(url, processingSeconds * 1_000 + SMOKE_QUESTION_TIMEOUT_MS);
  console.log(`
  Augur answers at ${url}
  "${question}" was answered with "${answer}".

${examples(url)}

${exportCommands(environment, stack)}
`);
});
