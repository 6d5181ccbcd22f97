import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { asError } from '../asError.ts';
import { CREDENTIALS, REGION } from '../cloudformation/account.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { Service } from '../service.ts';

/** How often expired items are deleted. DynamoDB does so within a few days of their expiry. */
const INTERVAL_MS = 10 * 60_000;

const properties = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string() })),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

export interface TimeToLiveOptions {
  /** The stack's `AWS::DynamoDB::Table` resources. */
  readonly tables: readonly StackResource[];
  /** DynamoDB's endpoint, once it has started. */
  readonly endpoint: () => string;
  /** Called when items could not be deleted. The next run tries again. */
  readonly onError: (error: Error) => void;
  /** Milliseconds since the epoch. A fake clock in tests. */
  readonly now?: () => number;
}

/** DynamoDB's time to live: deletes expired items when it starts, and then periodically. Stop it before DynamoDB. */
export class TimeToLive implements Service {
  readonly #options: TimeToLiveOptions;
  #client: DynamoDBClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #run: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: TimeToLiveOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#client = new DynamoDBClient({ region: REGION, endpoint: this.#options.endpoint(), credentials: CREDENTIALS });
    const run = () => {
      this.#run = this.#run.then(() => this.deleteExpired()).catch((error) => this.#report(error));
    };
    run();
    this.#timer = setInterval(run, INTERVAL_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#run;
    this.#client?.destroy();
  }

  /**
   * Deletes every expired item of every table with a time to live. An item that is written again in the meantime, with a
   * later time, stays.
   */
  async deleteExpired(): Promise<void> {
    for (const table of this.#options.tables) {
      const { KeySchema, TimeToLiveSpecification } = table.properties(properties);
      if (!TimeToLiveSpecification?.Enabled) continue;
      const keyNames = KeySchema.map(({ AttributeName }) => AttributeName);
      await this.#deleteExpiredOf(table.ref, keyNames, TimeToLiveSpecification.AttributeName);
    }
  }

  async #deleteExpiredOf(tableName: string, keyNames: readonly string[], attribute: string): Promise<void> {
    const client = this.#client;
    if (!client) return;
    const { now = Date.now } = this.#options;
    const isExpired = {
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(now() / 1000)) } },
    };
    const names = Object.fromEntries(keyNames.map((name, index) => [`#key${index}`, name]));
    const pages = paginateScan(
      { client },
      {
        TableName: tableName,
        FilterExpression: '#ttl < :now',
        ProjectionExpression: Object.keys(names).join(', '),
        ExpressionAttributeNames: { ...isExpired.ExpressionAttributeNames, ...names },
        ExpressionAttributeValues: isExpired.ExpressionAttributeValues,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const Key of Items) {
        if (this.#stopped) return;
        await client
          .send(new DeleteItemCommand({ TableName: tableName, Key, ConditionExpression: '#ttl < :now', ...isExpired }))
          .catch((error: unknown) => {
            if (!(error instanceof ConditionalCheckFailedException)) throw error;
          });
      }
    }
  }

  #report(error: unknown): void {
    if (!this.#stopped) this.#options.onError(asError(error));
  }
}
