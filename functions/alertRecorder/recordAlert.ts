import type { SQSRecord } from 'aws-lambda';
import { alert } from '../shared/alerts/alert.ts';
import type { AlertsTable, RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { readMessage } from '../shared/queue/queueHandler.ts';
import { correlation } from '../shared/runtime/correlation.ts';
import { log } from '../shared/runtime/log.ts';

export interface AlertsOptions {
  table: Pick<AlertsTable, 'record'>;
  /** Writes an alert's report, and returns its name; without it the table is the only record. */
  report?: ((recorded: RecordedAlert) => Promise<string | undefined>) | undefined;
}

/**
 * Records an alert of the queue: in the table and, where there is a folder for them, as a report. A message that comes
 * again records the same alert again, which changes nothing, or counts once more where alerts are counted.
 */
export function alerts({ table, report }: AlertsOptions) {
  return async (record: SQSRecord): Promise<void> => {
    const recorded = await table.record(readMessage(record, alert));
    const name = await report?.(recorded);
    const { id, types, count } = recorded;
    log.info('Alert recorded', {
      event: 'alert.recorded',
      alert_id: id,
      types,
      count,
      report: name,
      ...correlation(record),
    });
  };
}
