// The thread that emulates DynamoDB. See `EmulatorThreadOptions.module`.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { Level } from 'level';
import type { EmulatorThreadData } from '../emulatorThread.ts';
import { guardRequests } from '../requestGuard.ts';

interface SynchronousReader {
  _getSync(key: unknown, options: object): unknown;
}

// LevelDB reads in a thread pool. Most items were written a moment ago and are in memory, where the hand-over takes many
// times as long as the read, and this thread has nothing else to do. (abstract-level calls `_get` for every `get`.)
Object.assign(Level.prototype, {
  async _get(this: SynchronousReader, key: unknown, options: object) {
    return this._getSync(key, options);
  },
});

const { directory, allowedHosts } = workerData as EmulatorThreadData;
const server = dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
// With Node's default of five seconds, a client's request can meet the closing of its idle connection and fail. Functions
// often wait five seconds between two requests.
server.keepAliveTimeout = 60_000;
guardRequests(server, allowedHosts);
server.listen(0, '127.0.0.1');
await once(server, 'listening');

parentPort?.once('message', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
parentPort?.postMessage({ port: (server.address() as AddressInfo).port });
