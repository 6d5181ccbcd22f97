import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export interface TestDynamodb {
  readonly client: DynamoDBClient;
  stop(): void;
}

/** Starts a DynamoDB emulator in memory and creates one table. */
export async function startDynamodb(
  table: Pick<CreateTableCommandInput, 'TableName' | 'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes'>,
): Promise<TestDynamodb> {
  const server = dynalite({ createTableMs: 0 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  return {
    client,
    stop() {
      client.destroy();
      server.close();
    },
  };
}
