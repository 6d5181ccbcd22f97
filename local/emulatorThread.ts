import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** An emulator of an AWS service. It runs in its own thread, so that it and the functions do not block each other. */
export interface EmulatorThread {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Resolves when the emulator's state is on disk and its thread has ended. */
  stop(): Promise<void>;
}

export interface EmulatorThreadOptions {
  /** The name of the service in messages, such as `SQS`. */
  readonly serviceName: string;
  /**
   * The thread's module. It serves on a free port of 127.0.0.1, sends `{ port }` when it does, and exits when it receives
   * a message. Its `workerData` is `{ directory }`.
   */
  readonly module: URL;
  /** Where the emulator keeps its state. Created if it does not exist. */
  readonly directory: string;
  /** Called when the emulator fails after it has started. */
  readonly onFailure: (error: Error) => void;
}

const readyMessage = z.object({ port: z.number() });

/**
 * Starts an emulator.
 *
 * @throws Error when the thread fails before it serves. No thread is left then.
 */
export async function startEmulatorThread(options: EmulatorThreadOptions): Promise<EmulatorThread> {
  const { directory, module, onFailure, serviceName } = options;
  mkdirSync(directory, { recursive: true });
  const thread = new Worker(module, { workerData: { directory } });
  const failed = Promise.withResolvers<never>();
  const exited = Promise.withResolvers<void>();
  thread.once('error', failed.reject);
  thread.once('exit', (code) => {
    failed.reject(new Error(`its thread exited with code ${code}`));
    exited.resolve();
  });
  const describe = (cause: Error) =>
    new Error(`${serviceName} failed (${cause.message}). Does another process use ${directory}?`, { cause });

  let port: number;
  try {
    const [message] = await Promise.race([once(thread, 'message'), failed.promise]);
    port = readyMessage.parse(message).port;
  } catch (cause) {
    await thread.terminate();
    throw cause instanceof Error ? describe(cause) : cause;
  }
  let stopping = false;
  failed.promise.catch((cause: Error) => {
    if (!stopping) onFailure(describe(cause));
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      stopping = true;
      thread.postMessage('stop');
      await exited.promise;
    },
  };
}
