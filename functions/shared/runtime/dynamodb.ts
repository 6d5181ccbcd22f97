import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClient } from './awsClient.ts';

/** The DynamoDB client of this execution environment. Items go through item.ts. */
export const dynamodb = new DynamoDBClient(awsClient);
