import { alertMessage } from '../shared/alerts/alert.ts';
import type { AlertsTable, RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { checkText } from '../shared/guardrails/guardrails.ts';
import { queueHandler } from '../shared/queue/queueHandler.ts';
import { CORRELATION_ID } from '../shared/runtime/correlation.ts';
import { log } from '../shared/runtime/log.ts';
import { toError } from '../shared/runtime/toError.ts';
import { createCountedReports } from './countedReports.ts';

export interface AlertRecorderDependencies {
  readonly alerts: Pick<AlertsTable, 'record' | 'read'>;
  /** Writes an alert's report and returns its file name. Without it the table is the only record. */
  readonly writeReport?: ((alert: RecordedAlert) => Promise<string>) | undefined;
}

/**
 * Records the alerts of the queue in the table and, where there is a folder for them, as reports. A message that is
 * received again records the same alert again, which changes nothing, or increments the count of a counted alert. A report
 * that cannot be written is logged, and the message succeeds: the table has the alert.
 */
export function createHandler({ alerts, writeReport }: AlertRecorderDependencies) {
  const report = writeReport && createCountedReports({ write: writeReport, read: (id) => alerts.read(id) });

  async function writtenReport(recorded: RecordedAlert): Promise<string | undefined> {
    try {
      return await report?.(recorded);
    } catch (error) {
      log.error('Report not written', {
        event: 'alert.report_not_written',
        alert_id: recorded.id,
        error: toError(error),
      });
      return undefined;
    }
  }

  return queueHandler({
    schema: alertMessage,
    fieldsOf: ({ id }) => ({ alert_id: id }),
    async process({ message, correlationId }) {
      const recorded = await alerts.record(message);
      const fileName = await writtenReport(recorded);
      const { id, types, count } = recorded;
      log.info('Alert recorded', {
        event: 'alert.recorded',
        alert_id: id,
        types: types.map(toLoggableType),
        count,
        report: fileName,
        [CORRELATION_ID]: correlationId,
      });
    },
  });
}

/** Clients choose the types of the alerts that they send. A type with dangerous or personal data is not logged. */
function toLoggableType(type: string): string {
  return checkText(type).length === 0 ? type : 'unfit type';
}
