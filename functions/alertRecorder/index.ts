import { createAlertsTable } from '../shared/alerts/alertsTable.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { writeReport } from './writeReport.ts';

const { ALERTS_TABLE, ALERT_RETENTION_SECONDS, ERROR_REPORTS_DIR } = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  alerts: createAlertsTable(dynamodb, ALERTS_TABLE, ALERT_RETENTION_SECONDS, Date.now),
  writeReport: ERROR_REPORTS_DIR === undefined ? undefined : (alert) => writeReport(ERROR_REPORTS_DIR, alert),
});
