/**
 * Deploys the stack and its dashboard to the AWS account and region that the AWS CLI would use, shows what a deployment
 * would change, or deletes both stacks:
 *
 *   npm run deploy:aws -- [-c stage=test] [-c alarmEmail=…]     settings as `npm start` takes them
 *   npm run diff:aws
 *   npm run destroy:aws
 */
import { parseArgs } from 'node:util';
import { stackName } from '../../infra/stackName.ts';
import { influxToken } from '../influxToken.ts';
import { runMain } from '../runMain.ts';
import { cdk } from './cdk.ts';

/** @throws Error when the environment is not one to deploy to AWS from */
function checkEnvironment({ AWS_ENDPOINT_URL, API_TOKENS }: NodeJS.ProcessEnv): void {
  if (AWS_ENDPOINT_URL) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}. Unset it, or deploy there with npm run deploy:localstack.`,
    );
  }
  // A deployment without tokens would revoke those that are in use.
  if (!API_TOKENS) {
    throw new Error('API_TOKENS is not set. Create a token: export API_TOKENS=$(openssl rand -hex 32)');
  }
}

await runMain(async () => {
  const [command, ...rest] = process.argv.slice(2);
  const { values } = parseArgs({
    args: rest,
    options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
  });
  const stage = values.context.find((setting) => setting.startsWith('stage='))?.slice('stage='.length);
  const name = stackName(stage);
  const stacks = [name, `${name}Dashboard`];
  const context = values.context.flatMap((setting) => ['-c', setting]);
  if (command === 'destroy') return cdk(['destroy', ...stacks, ...context], process.env);

  checkEnvironment(process.env);
  const token = influxToken(process.env);
  if (command === 'diff') return cdk(['diff', ...stacks, ...context], process.env);
  const parameters = token === undefined ? [] : ['--parameters', `${name}:InfluxToken=${token}`];
  return cdk(['deploy', ...stacks, ...context, ...parameters], process.env);
});
