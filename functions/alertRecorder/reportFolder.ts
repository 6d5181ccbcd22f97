import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { log } from '../shared/runtime/log.ts';
import { deleteOldReports } from './deleteOldReports.ts';
import { writeReport } from './writeReport.ts';

/** Bounds of the folder, chosen so that a person can still look through it. Alerts stay in the table beyond them. */
const MAX_REPORTS = 1_000;
const MAX_BYTES = 50 * 1024 * 1024;
/** The folder is checked once for this many reports, and may exceed its bounds by as many. */
const REPORTS_PER_CHECK = 20;

export interface ReportFolderOptions {
  /** Created when it does not exist. */
  readonly folder: string;
  /** How long after its alert a report is kept, in seconds. */
  readonly retentionSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Smaller in tests. */
  readonly maxReports?: number;
}

/**
 * A folder of reports with bounds: beyond 1,000 reports, 50 MB or the retention, the oldest are deleted. An error of the
 * deletion is logged, because the report that was written is complete.
 *
 * @returns a function that writes an alert's report and resolves with its file name
 */
export function createReportFolder({ folder, retentionSeconds, now, maxReports = MAX_REPORTS }: ReportFolderOptions) {
  let written = 0;

  return async (alert: RecordedAlert): Promise<string> => {
    const fileName = await writeReport(folder, alert);
    if (written++ % REPORTS_PER_CHECK === 0) {
      const notBefore = now() - retentionSeconds * 1000;
      await deleteOldReports(folder, { notBefore, maxReports, maxBytes: MAX_BYTES }).catch((error: unknown) => {
        log.warn('Old reports could not be deleted', { event: 'reports.not_deleted', error: String(error) });
      });
    }
    return fileName;
  };
}
