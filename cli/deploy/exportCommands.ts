/** Those that the AWS CLI, the AWS SDKs and the CDK CLI need for an endpoint. */
const VARIABLES = [
  'AWS_ENDPOINT_URL',
  // The CDK CLI uploads assets to AWS without it.
  'AWS_ENDPOINT_URL_S3',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
] as const;

/**
 * Shell commands that make the AWS CLI use the endpoint, and show the stack's outputs there. `--endpoint-url` is in them
 * although `AWS_ENDPOINT_URL` is set: version 1 of the AWS CLI ignores the variable for some services, SQS among them.
 */
export function exportCommands(environment: NodeJS.ProcessEnv, stack: string): string {
  const { AWS_ENDPOINT_URL } = environment;
  return `  For the AWS CLI, the AWS SDKs and the CDK CLI:
    export ${VARIABLES.map((name) => `${name}=${environment[name]}`).join(' ')}
    aws --endpoint-url ${AWS_ENDPOINT_URL} cloudformation describe-stacks --stack-name ${stack} --query 'Stacks[0].Outputs'`;
}
