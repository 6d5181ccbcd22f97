// A worker thread of its own: SQS, kept on disk. The host ends it with a message.
import { Server } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';

// fauxqs keeps its state on disk only when it also listens by itself, and then it does so on every interface. What runs
// on this machine is for this machine.
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [first, ...rest] = args;
  const onLoopback = typeof first === 'object' ? { ...first, host: '127.0.0.1' } : first;
  return Reflect.apply(listen, this, [onLoopback, ...rest]);
};

// In its write-ahead log SQLite has what it was told even when the process is killed. Waiting for the disk at every message
// as well, for the day that the power fails, would take half of this service's time.
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql) {
  exec.call(this, sql);
  if (/journal_mode/i.test(sql)) exec.call(this, 'PRAGMA synchronous = NORMAL');
};

const { directory } = workerData as { directory: string };
const server = await startFauxqs({ port: 0, logger: false, dataDir: directory });

parentPort?.once('message', async () => {
  await server.stop();
  process.exit(0);
});
parentPort?.postMessage({ port: server.port });
