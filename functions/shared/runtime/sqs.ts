import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from './awsClient.ts';

/** The SQS client of this execution environment. */
export const sqs = new SQSClient(awsClientConfig);
