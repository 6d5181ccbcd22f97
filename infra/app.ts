import { Annotations, App } from 'aws-cdk-lib';
import { tokenDigests } from './apiTokens.ts';
import { bundledCode } from './functionCode.ts';
import { readInflux } from './influx.ts';
import { checkSettingNames, readSettings } from './settings.ts';
import { stackName } from './stackName.ts';
import { AugurStack } from './stacks/augurStack.ts';
import { DashboardStack } from './stacks/dashboardStack.ts';

// Tokens come from the environment: CDK context ends up in shell histories and in cdk.json.
const { API_TOKENS = '', ALERT_KEYWORDS } = process.env;

function synthesize(): void {
  const app = new App({ analyticsReporting: false });
  checkSettingNames(Object.keys(app.node.getAllContext()));
  const name = stackName(app.node.tryGetContext('stage'));
  const stack = new AugurStack(app, name, {
    description: 'A yes/no answering service that behaves like a slow language model behind a queue',
    settings: readSettings(
      (key) => app.node.tryGetContext(key) ?? (key === 'alertKeywords' ? ALERT_KEYWORDS : undefined),
    ),
    apiTokenDigests: tokenDigests(API_TOKENS),
    influx: readInflux(process.env),
    code: bundledCode(),
  });
  new DashboardStack(app, `${name}Dashboard`, {
    description: 'The CloudWatch dashboard of Augur',
    of: stack.stackName,
    functionNames: stack.functionNames,
  });
  if (API_TOKENS === '') {
    Annotations.of(stack).addWarningV2(
      'augur:no-tokens',
      'API_TOKENS is not set: routes that require a token will accept none. See docs/deployment.md.',
    );
  }
}

try {
  synthesize();
} catch (error) {
  // Settings and variables are rejected with a plain Error, whose message is enough. Others are defects.
  if (!(error instanceof Error) || error.constructor !== Error) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
