import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientConfig } from './awsClient.ts';

/** The DynamoDB client of this execution environment. */
export const dynamodb = new DynamoDBClient(awsClientConfig);
