import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** An AWS service on loopback, in a thread of its own, so that it and the functions do not wait for each other. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Resolves when what it holds is on disk and it no longer listens. */
  stop(): Promise<void>;
}

export type EmulatedService = 'sqs' | 'dynamodb';

const THREADS: Readonly<Record<EmulatedService, URL>> = {
  sqs: new URL('./sqs/fauxqsThread.ts', import.meta.url),
  dynamodb: new URL('./dynamodb/dynaliteThread.ts', import.meta.url),
};

/**
 * Starts an emulated service.
 *
 * @param directory where it keeps its state; made if it is not there
 * @param onFailure told when the service breaks off later, which nothing on this machine can go on without
 * @throws Error when it does not start
 */
export async function startEmulator(
  service: EmulatedService,
  directory: string,
  onFailure: (error: Error) => void,
): Promise<Emulator> {
  mkdirSync(directory, { recursive: true });
  const thread = new Worker(THREADS[service], { workerData: { directory } });
  const [{ port }] = (await once(thread, 'message')) as [{ port: number }];
  const report = (cause: Error) =>
    onFailure(
      new Error(`${service} broke off (${cause.message}). Is ${directory} in use by another process?`, { cause }),
    );
  thread.once('error', report);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      thread.off('error', report);
      const exit = once(thread, 'exit');
      thread.postMessage('stop');
      await exit;
    },
  };
}
