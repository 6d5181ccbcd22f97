// The thread that emulates SQS. See `EmulatorThreadOptions.module`.
import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import type { EmulatorThreadData } from '../emulatorThread.ts';
import { guardRequests } from '../requestGuard.ts';

const { directory, allowedHosts } = workerData as EmulatorThreadData;

// fauxqs persists its state only when it opens its port itself, and then it listens on all interfaces. The emulator must
// only be reachable from this machine, and only by requests that `guardRequests` allows.
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [first, ...rest] = args;
  if (this instanceof HttpServer) guardRequests(this, allowedHosts);
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

// fauxqs refuses characters beyond the Basic Multilingual Plane, which SQS accepts. Its expression, of which all modules
// share one object, lacks the flag `u`. The package does not export the module, so it is imported by its URL.
// Source of the characters: Amazon SQS API Reference, "SendMessage".
const { INVALID_MESSAGE_BODY_CHAR }: { INVALID_MESSAGE_BODY_CHAR: RegExp } = await import(
  import.meta.resolve('fauxqs').replace(/app\.js$/, 'sqs/sqsTypes.js')
);
const invalidCharacter = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
INVALID_MESSAGE_BODY_CHAR.test = (body: string) => invalidCharacter.test(body);

const server = await startFauxqs({ port: 0, logger: false, dataDir: directory });

parentPort?.once('message', async () => {
  await server.stop();
  process.exit(0);
});
parentPort?.postMessage({ port: server.port });
