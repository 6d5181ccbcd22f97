import { SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT_ID, CREDENTIALS, REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { type EmulatorThread, startEmulatorThread } from '../emulatorThread.ts';
import type { Service } from '../service.ts';
import { ensureQueue, releaseInFlightMessages } from './queues.ts';

export interface SqsServiceOptions {
  /** The stack's `AWS::SQS::Queue` resources. */
  readonly queues: readonly StackResource[];
  /** Where messages are kept between runs. */
  readonly directory: string;
  /** Called when SQS fails after it has started. Nothing works without it. */
  readonly onFailure: (error: Error) => void;
}

/** SQS: fauxqs in its own thread, with the stack's queues. */
export class SqsService implements Service {
  readonly #options: SqsServiceOptions;
  #emulator: EmulatorThread | undefined;
  #client: SQSClient | undefined;

  constructor(options: SqsServiceOptions) {
    this.#options = options;
  }

  /** `http://127.0.0.1:<port>`. @throws Error before the service has started. */
  get endpoint(): string {
    return started(this.#emulator).endpoint;
  }

  /** A client of this service. @throws Error before the service has started. */
  get client(): SQSClient {
    return started(this.#client);
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
    return this.#options.queues.find((queue) => queue.attribute('Arn') === queueArn)?.ref;
  }

  async start(): Promise<void> {
    const { directory, onFailure, queues } = this.#options;
    const module = new URL('./fauxqsThread.ts', import.meta.url);
    this.#emulator = await startEmulatorThread({ serviceName: 'SQS', module, directory, onFailure });
    const { endpoint } = this.#emulator;
    this.#client = new SQSClient({ region: REGION, endpoint, credentials: CREDENTIALS });
    for (const queue of queues) {
      await ensureQueue(this.#client, queue);
      await releaseInFlightMessages(this.#client, endpoint, queue.ref);
    }
  }

  async stop(): Promise<void> {
    this.#client?.destroy();
    await this.#emulator?.stop();
  }
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('SQS has not started.');
  return part;
}
