/**
 * Checks that a stack that exists has its API at the URL of this deployment. An API keeps the id that it was created with, and
 * LocalStack 4.14.0 cannot update an API: the update would fail in the middle, and leave a stack that cannot be deleted whole.
 *
 * @param region where the stack would be
 * @param url the URL that its output `ApiUrl` must have
 * @param destroy the command that deletes the stack
 * @throws Error when its API has another URL, as after a plain `cdk deploy`
 */
export async function checkExistingStack(
  endpoint: URL,
  { stack, region, url, destroy }: { stack: string; region: string; url: string; destroy: string },
): Promise<void> {
  const query = new URLSearchParams({ Action: 'DescribeStacks', StackName: stack, Version: '2010-05-15' });
  const response = await fetch(endpoint, {
    method: 'POST',
    body: query,
    // Endpoints read the service and the region here, and do not verify the signature.
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  // There is no such stack.
  if (!response.ok) return;
  const [, deployed] =
    /<OutputKey>ApiUrl<\/OutputKey>\s*<OutputValue>([^<]*)<\/OutputValue>/.exec(await response.text()) ?? [];
  if (deployed === undefined || deployed === url) return;
  throw new Error(
    `The stack ${stack} was deployed by another command, such as cdk deploy: its API is at ${deployed}, and cannot be moved to ${url}. Delete the stack first: ${destroy}`,
  );
}
