import { alertsTable } from '../shared/alerts/alertsTable.ts';
import { queueHandler } from '../shared/queue/queueHandler.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, optionalText, readEnvironment, text } from '../shared/runtime/environment.ts';
import { countedReports } from './countedReports.ts';
import { alerts } from './recordAlert.ts';
import { writeReport } from './reports.ts';

const environment = readEnvironment({
  ALERTS_TABLE: text,
  ALERT_RETENTION_SECONDS: number,
  ERROR_REPORTS_DIR: optionalText,
});
const { ERROR_REPORTS_DIR: folder } = environment;
const table = alertsTable(dynamodb, environment.ALERTS_TABLE, environment.ALERT_RETENTION_SECONDS, Date.now);
const recordAlert = alerts({
  table,
  report:
    folder === undefined
      ? undefined
      : countedReports({ write: (alert) => writeReport(folder, alert), read: (id) => table.read(id) }),
});

export const handler = queueHandler({ process: recordAlert });
