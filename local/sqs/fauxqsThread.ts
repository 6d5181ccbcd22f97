// The thread that emulates SQS. See `EmulatorThreadOptions.module`.
import { Server } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';

// fauxqs persists its state only when it opens its port itself, and then it listens on all interfaces. The emulator must
// only be reachable from this machine.
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [first, ...rest] = args;
  const onLoopback = typeof first === 'object' ? { ...first, host: '127.0.0.1' } : first;
  return Reflect.apply(listen, this, [onLoopback, ...rest]);
};

// In WAL mode with `synchronous = NORMAL`, what was committed outlives the process, also when that is killed; only a power
// failure can lose the latest commits. With `FULL`, fauxqs spends half of its time waiting for the disk (measured).
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
