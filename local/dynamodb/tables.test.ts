import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { StackResource } from '../cloudformation/stackResource.ts';
import { ensureTable } from './tables.ts';

const properties = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
const table = new StackResource('Table', { Type: 'AWS::DynamoDB::Table', Properties: properties }, (value) =>
  typeof value === 'object' && value !== null && 'Ref' in value ? 'Example-Table' : value,
);

/** A client that records the commands. `respond` may throw. */
function fakeClient(respond: () => void = () => {}) {
  const commands: object[] = [];
  const send = async (command: object) => {
    commands.push(command);
    respond();
    return {};
  };
  return { commands, dynamodb: { send } as unknown as DynamoDBClient };
}

describe('ensureTable', () => {
  it('creates the table with its physical name and the properties of the template', async () => {
    const { commands, dynamodb } = fakeClient();
    await ensureTable(dynamodb, table);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(CreateTableCommand);
    expect(commands[0]).toMatchObject({ input: { ...properties, TableName: 'Example-Table' } });
  });

  it('leaves a table that exists as it is', async () => {
    const { commands, dynamodb } = fakeClient(() => {
      throw new ResourceInUseException({ message: 'exists', $metadata: {} });
    });
    await ensureTable(dynamodb, table);
    expect(commands).toHaveLength(1);
  });

  it('rejects with any other error', async () => {
    const { dynamodb } = fakeClient(() => {
      throw new Error('invalid key schema');
    });
    await expect(ensureTable(dynamodb, table)).rejects.toThrow('invalid key schema');
  });
});
