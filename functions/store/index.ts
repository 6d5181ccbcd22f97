import type { Alert } from '../shared/alerts/alert.ts';
import { createMessageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createStoreTable } from '../shared/store/storeTable.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  store: createStoreTable(dynamodb, environment.STORE_TABLE),
  sendAlert: createMessageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL),
  tokenDigests: environment.API_TOKEN_DIGESTS,
  now: Date.now,
});
