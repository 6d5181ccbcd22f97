/**
 * Deploys the stack and its dashboard to the AWS account and region that the AWS CLI would use, shows what that would
 * change, or takes the stack away again:
 *
 *   npm run deploy:aws -- [-c stage=test] [-c alarmEmail=…]     settings as `npm start` takes them
 *   npm run diff:aws
 *   npm run destroy:aws
 */
import { parseArgs, styleText } from 'node:util';
import { stackName } from '../../infra/stackName.ts';
import { cdk } from './cdk.ts';

/** @throws Error where the environment is not one for AWS */
function checkEnvironment({ AWS_ENDPOINT_URL, API_TOKENS, INFLUX_URL, INFLUX_TOKEN }: NodeJS.ProcessEnv): void {
  if (AWS_ENDPOINT_URL) {
    throw new Error(`AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}: unset it, or deploy there with npm run deploy:local.`);
  }
  // Without it the next deployment would lock out whoever had a token.
  if (!API_TOKENS) {
    throw new Error(
      'API_TOKENS is not set: nobody would be let in. Make one: export API_TOKENS=$(openssl rand -hex 32)',
    );
  }
  if (INFLUX_URL && !INFLUX_TOKEN) throw new Error('INFLUX_URL is set, so INFLUX_TOKEN has to be, to write there.');
}

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  const { values } = parseArgs({
    args: rest,
    options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
  });
  const stage = values.context.find((setting) => setting.startsWith('stage='))?.slice('stage='.length);
  const name = stackName(stage);
  const stacks = [name, `${name}Dashboard`];
  const context = values.context.flatMap((setting) => ['-c', setting]);
  const { INFLUX_URL, INFLUX_TOKEN } = process.env;
  const token = INFLUX_URL ? ['--parameters', `${name}:InfluxToken=${INFLUX_TOKEN}`] : [];
  if (command === 'destroy') return cdk(['destroy', ...stacks, ...context], process.env);
  checkEnvironment(process.env);
  if (command === 'diff') return cdk(['diff', ...stacks, ...context], process.env);
  return cdk(['deploy', ...stacks, ...context, ...token], process.env);
}

try {
  await main();
} catch (error) {
  console.error(styleText('red', error instanceof Error ? error.message : String(error), { stream: process.stderr }));
  process.exitCode = 1;
}
