import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts an HTTP server that answers with these bodies by path, and with 404 otherwise. */
export async function startEndpoint(bodies: Readonly<Record<string, object>>): Promise<URL> {
  const server = createServer(({ url = '' }, response) => {
    const body = bodies[url];
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? { error: 'Unknown' }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
