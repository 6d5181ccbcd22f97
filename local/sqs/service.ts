import { SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT_ID, CREDENTIALS, REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { EmulatorThread } from '../emulatorThread.ts';
import type { Service } from '../service.ts';
import { ensureQueue, releaseInFlightMessages } from './queues.ts';

export interface SqsServiceOptions {
  /** The stack's `AWS::SQS::Queue` resources. */
  readonly queues: readonly StackResource[];
  /** Where messages are kept between runs. */
  readonly directory: string;
  /** The host names, besides those of the loopback interface, to which it responds. */
  readonly allowedHosts: readonly string[];
  /** Called when SQS fails after it has started. Nothing works without it. */
  readonly onFailure: (error: Error) => void;
}

/** SQS: fauxqs in its own thread, with the stack's queues. */
export class SqsService implements Service {
  readonly #queues: readonly StackResource[];
  readonly #emulator: EmulatorThread;
  #client: SQSClient | undefined;

  constructor({ queues, directory, allowedHosts, onFailure }: SqsServiceOptions) {
    this.#queues = queues;
    const module = new URL('./fauxqsThread.ts', import.meta.url);
    this.#emulator = new EmulatorThread({ serviceName: 'SQS', module, directory, allowedHosts, onFailure });
  }

  /** `http://127.0.0.1:<port>`. @throws Error before the service has started. */
  get endpoint(): string {
    return this.#emulator.endpoint;
  }

  /** A client of this service. @throws Error before the service has started. */
  get client(): SQSClient {
    if (!this.#client) throw new Error('SQS has not started.');
    return this.#client;
  }

  /**
   * The URL of a queue. It is on 127.0.0.1, whatever the emulator calls it: the SDK sends its requests to a queue's URL.
   *
   * @throws Error before the service has started.
   */
  queueUrl(queueName: string): string {
    return `${this.endpoint}/${ACCOUNT_ID}/${queueName}`;
  }

  /** The URL of one of the stack's queues; `undefined` when the stack has no queue with this ARN. */
  queueUrlByArn(queueArn: string): string | undefined {
    return this.#queues.find((queue) => queue.attribute('Arn') === queueArn)?.ref;
  }

  async start(): Promise<void> {
    await this.#emulator.start();
    this.#client = new SQSClient({ region: REGION, endpoint: this.endpoint, credentials: CREDENTIALS });
    for (const queue of this.#queues) {
      await ensureQueue(this.#client, queue);
      await releaseInFlightMessages(this.#client, this.endpoint, queue.ref);
    }
  }

  async stop(): Promise<void> {
    this.#client?.destroy();
    await this.#emulator.stop();
  }
}
