import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished, vi } from 'vitest';

it('sends requests to the endpoint of the environment, whatever the host of the queue URL', async () => {
  const received: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.host);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const { sqs } = await import('./sqs.ts');
  onTestFinished(() => sqs.destroy());

  await sqs.send(
    new DeleteMessageCommand({ QueueUrl: 'http://queue.invalid:4566/000000000000/q', ReceiptHandle: 'r' }),
  );
  expect(received).toEqual([`127.0.0.1:${port}`]);
});
