import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from './awsClient.ts';

/**
 * The SQS client of this execution environment. It sends requests to the SDK's endpoint, not to the host of the queue URL:
 * LocalStack's queue URLs have a host that containers of functions may be unable to reach.
 */
export const sqs = new SQSClient({ ...awsClientConfig, useQueueUrlAsEndpoint: false });
