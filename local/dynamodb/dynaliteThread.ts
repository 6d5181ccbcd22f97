// A worker thread of its own: DynamoDB, kept on disk. The host ends it with a message.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { Level } from 'level';

interface SynchronousReader {
  _getSync(key: unknown, options: object): unknown;
}

// What is read was written a moment ago and is in memory: handing each read to a thread pool would take many times as long
// as the read, and this thread has nothing else to do. (abstract-level calls `_get` for every `get`.)
Object.assign(Level.prototype, {
  async _get(this: SynchronousReader, key: unknown, options: object) {
    return this._getSync(key, options);
  },
});

const { directory } = workerData as { directory: string };
const server = dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
// Node would close a connection that has been idle for five seconds, which is just when an answer is to be written.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');

parentPort?.once('message', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
parentPort?.postMessage({ port: (server.address() as AddressInfo).port });
