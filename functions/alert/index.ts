import { dynamodb } from '../shared/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/environment.ts';
import { queueHandler } from '../shared/queue.ts';
import { alerts } from './alerts.ts';

const environment = readEnvironment({
  ALERTS_TABLE: text,
  ALERT_RETENTION_SECONDS: number,
  ERROR_REPORTS_DIR: text.optional(),
});
const recordAlert = alerts({
  dynamodb,
  tableName: environment.ALERTS_TABLE,
  retentionSeconds: environment.ALERT_RETENTION_SECONDS,
  reportsFolder: environment.ERROR_REPORTS_DIR,
});

export const handler = queueHandler({ process: recordAlert });
