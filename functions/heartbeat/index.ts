import type { Alert } from '../shared/alerts/alert.ts';
import { createMessageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { createServiceApi } from './serviceApi.ts';
import { createHeartbeatStateTable } from './stateTable.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  api: createServiceApi(environment.API_URL, fetch),
  state: createHeartbeatStateTable(dynamodb, environment.HEARTBEAT_TABLE),
  sendAlert: createMessageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL),
  maxQueueSeconds: environment.MAX_QUEUE_SECONDS,
  now: Date.now,
});
