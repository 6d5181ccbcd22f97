import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';

/** The properties of `AWS::DynamoDB::Table` that make the table what it is. */
const SHAPE = ['AttributeDefinitions', 'BillingMode', 'GlobalSecondaryIndexes', 'KeySchema'];
/**
 * The properties that have no effect on one machine: what expires is deleted by nobody (whoever reads looks at the
 * time), the disk is the backup, and encryption is the disk's.
 */
const WITHOUT_EFFECT = ['PointInTimeRecoverySpecification', 'SSESpecification', 'TimeToLiveSpecification'];
export const TABLE_PROPERTIES = [...SHAPE, ...WITHOUT_EFFECT, 'TableName'];

/** Creates a table, unless it is there from an earlier run. */
export async function ensureTable(
  dynamodb: DynamoDBClient,
  tableName: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const shape = Object.fromEntries(Object.entries(properties).filter(([name]) => SHAPE.includes(name)));
  try {
    await dynamodb.send(new CreateTableCommand({ ...shape, TableName: tableName } as CreateTableCommandInput));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
