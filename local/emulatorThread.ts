import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { asError } from './asError.ts';
import type { Service } from './service.ts';

export interface EmulatorThreadOptions {
  /** The name of the service in messages, such as `SQS`. */
  readonly serviceName: string;
  /**
   * The thread's module. It serves on a free port of 127.0.0.1, sends `{ port }` when it does, and exits when it receives
   * a message. Its `workerData` is `EmulatorThreadData`.
   */
  readonly module: URL;
  /** Where the emulator keeps its state. Created if it does not exist. */
  readonly directory: string;
  /** The host names, besides those of the loopback interface, to which it responds. See `guardRequests`. */
  readonly allowedHosts: readonly string[];
  /** Called when the emulator fails after it has started. */
  readonly onFailure: (error: Error) => void;
}

export type EmulatorThreadData = Pick<EmulatorThreadOptions, 'directory' | 'allowedHosts'>;

const readyMessage = z.object({ port: z.number() });

/** An emulator of an AWS service in its own thread, so that it and the functions do not block each other. */
export class EmulatorThread implements Service {
  readonly #options: EmulatorThreadOptions;
  readonly #exited = Promise.withResolvers<void>();
  #thread: Worker | undefined;
  #port: number | undefined;
  #stopping = false;

  constructor(options: EmulatorThreadOptions) {
    this.#options = options;
  }

  /** `http://127.0.0.1:<port>`. @throws Error before the emulator has started. */
  get endpoint(): string {
    if (this.#port === undefined) throw new Error(`${this.#options.serviceName} has not started.`);
    return `http://127.0.0.1:${this.#port}`;
  }

  /** @throws Error when the thread fails before it serves. No thread is left then. */
  async start(): Promise<void> {
    const { allowedHosts, directory, module, onFailure } = this.#options;
    mkdirSync(directory, { recursive: true });
    const workerData: EmulatorThreadData = { directory, allowedHosts };
    const thread = new Worker(module, { workerData });
    this.#thread = thread;
    const failed = Promise.withResolvers<never>();
    thread.once('error', failed.reject);
    thread.once('exit', (code) => {
      failed.reject(new Error(`its thread exited with code ${code}`));
      this.#exited.resolve();
    });
    try {
      const [message] = await Promise.race([once(thread, 'message'), failed.promise]);
      this.#port = readyMessage.parse(message).port;
    } catch (cause) {
      await thread.terminate();
      throw this.#describe(asError(cause));
    }
    failed.promise.catch((cause: Error) => {
      if (!this.#stopping) onFailure(this.#describe(cause));
    });
  }

  /** Resolves when the emulator's state is on disk and its thread has ended. */
  async stop(): Promise<void> {
    if (!this.#thread) return;
    this.#stopping = true;
    this.#thread.postMessage('stop');
    await this.#exited.promise;
  }

  #describe(cause: Error): Error {
    const { directory, serviceName } = this.#options;
    const message = `${serviceName} failed (${cause.message}). ${hint(cause, directory)}`;
    return new Error(message, { cause });
  }
}

function hint({ message }: Error, directory: string): string {
  // The messages of LevelDB, SQLite and Node.
  const isDiskFull = /no space left|disk is full|ENOSPC/i.test(message);
  return isDiskFull ? `Free space on the disk of ${directory}.` : `Does another process use ${directory}?`;
}
