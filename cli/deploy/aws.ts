/**
 * Deploys the stack and its dashboard to the AWS account and region that the AWS CLI would use, shows what a deployment
 * would change, or deletes both stacks:
 *
 *   npm run deploy:aws -- [-c stage=test] [-c alarmEmail=…]     settings as `npm start` takes them
 *   INFLUX_URL=… npm run deploy:aws -- -c influxTokenParameter=/augur/influx-token
 *   npm run diff:aws
 *   npm run destroy:aws
 */
import { parseArgs } from 'node:util';
import { stackName } from '../../infra/stackName.ts';
import { runMain } from '../runMain.ts';
import { cdk } from './cdk.ts';
import { checkApiTokens } from './checkApiTokens.ts';

/** @throws Error when the environment or the settings are not ones to deploy to AWS with */
function checkInput({ AWS_ENDPOINT_URL, API_TOKENS, INFLUX_URL }: NodeJS.ProcessEnv, settings: string[]): void {
  if (AWS_ENDPOINT_URL) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}. Unset it, or deploy there with npm run deploy:localstack.`,
    );
  }
  checkApiTokens(API_TOKENS);
  // As a parameter of the stack, the token would be readable in the configuration of the function.
  if (INFLUX_URL && !settings.some((setting) => /^influxTokenParameter=./.test(setting))) {
    throw new Error(
      'INFLUX_URL is set. Put the token for it into a file and the file into SSM: aws ssm put-parameter --type SecureString --name /augur/influx-token --value file://influx-token.txt. Then deploy with -c influxTokenParameter=/augur/influx-token',
    );
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

  checkInput(process.env, values.context);
  return cdk([command === 'diff' ? 'diff' : 'deploy', ...stacks, ...context], process.env);
});
