import { expect, it } from 'vitest';
import { endpointEnvironment } from './endpoint.ts';
import { exportCommands } from './exportCommands.ts';

it('names the endpoint, both variables of the region, and the stack', () => {
  const environment = endpointEnvironment(new URL('http://127.0.0.1:4566'), { AWS_REGION: 'eu-west-1' });
  expect(exportCommands(environment, 'Augur-two').split('\n').slice(1)).toEqual([
    '    export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ENDPOINT_URL_S3=http://127.0.0.1:4566 AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
    "    aws --endpoint-url http://127.0.0.1:4566 cloudformation describe-stacks --stack-name Augur-two --query 'Stacks[0].Outputs'",
  ]);
});
