import { createAlertsTable } from '../shared/alerts/alertsTable.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { createReportFolder } from './reportFolder.ts';

const { ALERTS_TABLE, ALERT_RETENTION_SECONDS, ERROR_REPORTS_DIR } = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  alerts: createAlertsTable(dynamodb, ALERTS_TABLE, ALERT_RETENTION_SECONDS, Date.now),
  writeReport:
    ERROR_REPORTS_DIR === undefined
      ? undefined
      : createReportFolder({ folder: ERROR_REPORTS_DIR, retentionSeconds: ALERT_RETENTION_SECONDS, now: Date.now }),
});
