// A worker thread of its own: DynamoDB, kept on disk. The host ends it with a message.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

const { directory } = workerData as { directory: string };
const server = dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');

parentPort?.once('message', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
parentPort?.postMessage({ port: (server.address() as AddressInfo).port });
