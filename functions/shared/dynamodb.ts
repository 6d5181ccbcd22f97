import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsClient } from './awsClient.ts';

/** The DynamoDB client of this execution environment, for plain JavaScript values. */
export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(awsClient), {
  marshallOptions: { removeUndefinedValues: true },
});
