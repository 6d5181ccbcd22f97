import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CREDENTIALS, REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { EmulatorThread } from '../emulatorThread.ts';
import type { Service } from '../service.ts';
import { ensureTable } from './tables.ts';

export interface DynamoDbServiceOptions {
  /** The stack's `AWS::DynamoDB::Table` resources. */
  readonly tables: readonly StackResource[];
  /** Where items are kept between runs. */
  readonly directory: string;
  /** The host names, besides those of the loopback interface, to which it responds. */
  readonly allowedHosts: readonly string[];
  /** Called when DynamoDB fails after it has started. Nothing works without it. */
  readonly onFailure: (error: Error) => void;
}

/** DynamoDB: dynalite in its own thread, with the stack's tables. */
export class DynamoDbService implements Service {
  readonly #tables: readonly StackResource[];
  readonly #emulator: EmulatorThread;

  constructor({ tables, directory, allowedHosts, onFailure }: DynamoDbServiceOptions) {
    this.#tables = tables;
    const module = new URL('./dynaliteThread.ts', import.meta.url);
    this.#emulator = new EmulatorThread({ serviceName: 'DynamoDB', module, directory, allowedHosts, onFailure });
  }

  /** `http://127.0.0.1:<port>`. @throws Error before the service has started. */
  get endpoint(): string {
    return this.#emulator.endpoint;
  }

  async start(): Promise<void> {
    await this.#emulator.start();
    const client = new DynamoDBClient({ region: REGION, endpoint: this.endpoint, credentials: CREDENTIALS });
    try {
      for (const table of this.#tables) await ensureTable(client, table);
    } finally {
      client.destroy();
    }
  }

  async stop(): Promise<void> {
    await this.#emulator.stop();
  }
}
