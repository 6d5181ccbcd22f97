import { App } from 'aws-cdk-lib';
import { AugurStack } from './augurStack.ts';
import { bundledCode } from './functionCode.ts';
import { readSettings } from './settings.ts';

const app = new App({ analyticsReporting: false });
new AugurStack(app, 'Augur', {
  description: 'A yes/no answering service with the shape of a slow language model behind a queue',
  settings: readSettings((key) => app.node.tryGetContext(key)),
  code: bundledCode(),
});
