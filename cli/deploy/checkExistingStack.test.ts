import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkExistingStack } from './checkExistingStack.ts';

const url = 'http://127.0.0.1:4566/_aws/execute-api/augur/prod';
const target = { stack: 'Augur', region: 'eu-west-1', url, destroy: 'npm run destroy:localstack' };

/** An endpoint that answers every request like CloudFormation with this status and body, and the requests that it got. */
async function startCloudFormation(status: number, body: string) {
  const requests: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.authorization);
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return { endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests };
}

const stackWith = (apiUrl: string) =>
  `<member><OutputKey>ApiUrl</OutputKey><OutputValue>${apiUrl}</OutputValue></member>`;

describe('checkExistingStack', () => {
  it.each([
    ['there is no such stack', 400, '<Error><Code>ValidationError</Code></Error>'],
    ['its API is at the URL', 200, stackWith(url)],
    ['its deployment has not succeeded and it has no outputs', 200, '<Outputs/>'],
  ])('accepts the stack when %s', async (_, status, body) => {
    const { endpoint, requests } = await startCloudFormation(status, body);
    await checkExistingStack(endpoint, target);
    expect(requests).toEqual([expect.stringContaining('/eu-west-1/cloudformation/')]);
  });

  it('throws when its API is at another URL, with an error that says what to do', async () => {
    const { endpoint } = await startCloudFormation(200, stackWith('https://x1y2.execute-api.amazonaws.com/prod'));
    await expect(checkExistingStack(endpoint, target)).rejects.toThrow(
      'its API is at https://x1y2.execute-api.amazonaws.com/prod',
    );
    await expect(checkExistingStack(endpoint, target)).rejects.toThrow('first: npm run destroy:localstack');
  });
});
