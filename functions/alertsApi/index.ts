import type { Alert } from '../shared/alerts/alert.ts';
import { createAlertsTable } from '../shared/alerts/alertsTable.ts';
import { createMessageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  alerts: createAlertsTable(dynamodb, environment.ALERTS_TABLE, environment.ALERT_RETENTION_SECONDS, Date.now),
  sendAlert: createMessageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL),
  tokenDigests: environment.API_TOKEN_DIGESTS,
  now: Date.now,
});
