import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardRequests } from './requestGuard.ts';

/** Serves `served` with the guard. @returns sends a request with these headers: its status and body */
async function serve(
  allowedHosts: string[] = [],
  server: Server = createServer((_, response) => void response.end('served')),
) {
  guardRequests(server, allowedHosts);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return (headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number | undefined; body: string; allowedOrigin: string | undefined }>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method, headers }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode, body, allowedOrigin: response.headers['access-control-allow-origin'] });
      });
      sent.on('error', reject).end();
    });
}

describe('the guard of requests', () => {
  it.each([
    '127.0.0.1:8000',
    '127.0.0.1',
    '127.8.9.10',
    'localhost:8000',
    'LOCALHOST',
    'sqs.us-east-1.localhost:4566',
    '[::1]:8000',
  ])('allows the host %s, and pages of it', async (host) => {
    const send = await serve();
    expect(await send({ host })).toMatchObject({ status: 200, body: 'served' });
    expect(await send({ host: '127.0.0.1', origin: `http://${host}` })).toMatchObject({ status: 200, body: 'served' });
    expect(await send({ host: '127.0.0.1', origin: `https://${host}` })).toMatchObject({ status: 200 });
  });

  it.each([
    'example.com',
    'example.com:8000',
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '127.0.0.1@example.com',
    '192.168.0.7:8000',
    '128.0.0.1',
    '[2001:db8::1]',
    '0.0.0.0:8000',
    ':',
  ])('refuses the host "%s" with 403 and the reason, and pages of it', async (host) => {
    const send = await serve();
    const refused = await send({ host });
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'The host in the Host header is not allowed. Use localhost or 127.0.0.1, or allow the host.',
    });
    const fromPage = await send({ host: 'localhost', origin: `http://${host}` });
    expect(fromPage).toMatchObject({ status: 403, body: expect.stringContaining('Pages of this origin') });
    expect(fromPage.allowedOrigin).toBeUndefined();
  });

  it.each(['null', 'file://', 'chrome-extension://abcdef', 'localhost', 'http://localhost, http://example.com'])(
    'refuses pages of the origin %s',
    async (origin) => {
      const send = await serve();
      expect((await send({ host: 'localhost', origin })).status).toBe(403);
      expect((await send({ host: 'localhost', origin }, 'OPTIONS')).status).toBe(403);
      expect((await send({ host: 'localhost', origin }, 'POST')).status).toBe(403);
    },
  );

  it('allows further hosts that are configured, with any port, and no hosts under them', async () => {
    const send = await serve(['Augur.test', '192.168.0.7']);
    expect((await send({ host: 'augur.test:8000', origin: 'https://augur.test:8443' })).status).toBe(200);
    expect((await send({ host: '192.168.0.7:8000' })).status).toBe(200);
    expect((await send({ host: 'other.augur.test' })).status).toBe(403);
  });

  it('refuses a request that expects 100 Continue before its body is sent', async () => {
    const server = createServer();
    server.on('checkContinue', (_, response) => response.end('served'));
    const send = await serve([], server);
    expect(await send({ host: 'localhost', expect: '100-continue' })).toMatchObject({ body: 'served' });
    expect((await send({ host: 'example.com', expect: '100-continue' })).status).toBe(403);
  });
});
