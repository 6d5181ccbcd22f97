import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';

/** CloudFormation and DynamoDB have the same names for what the template says of a table. DynamoDB checks the values. */
const tableProperties = z.custom<Omit<CreateTableCommandInput, 'TableName'>>();

/** Creates a table. A table that exists from an earlier run stays as it is. */
export async function ensureTable(dynamodb: DynamoDBClient, table: StackResource): Promise<void> {
  try {
    await dynamodb.send(new CreateTableCommand({ ...table.properties(tableProperties), TableName: table.ref }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
