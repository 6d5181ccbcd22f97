// A worker thread of its own: SQS, kept on disk. The host ends it with a message.
import { Server } from 'node:net';
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

const { directory } = workerData as { directory: string };
const server = await startFauxqs({ port: 0, logger: false, dataDir: directory });

parentPort?.once('message', async () => {
  await server.stop();
  process.exit(0);
});
parentPort?.postMessage({ port: server.port });
