import type { RecordedAlert } from './alertsTable.ts';

/**
 * Keeps the report of an alert that is counted at its highest count: of writes that come at the same time only the last
 * one counts, and two never write at once. An alert that is not counted is written as it is.
 *
 * @param write writes a report, and returns its name
 */
export function countedReports(write: (alert: RecordedAlert) => Promise<string>) {
  const highest = new Map<string, number>();
  let writing: Promise<unknown> = Promise.resolve();

  return async (alert: RecordedAlert): Promise<string | undefined> => {
    const { id, count } = alert;
    if (count === undefined) return write(alert);
    highest.set(id, Math.max(count, highest.get(id) ?? 0));
    const written = writing.then(() => (highest.get(id) === count ? write(alert) : undefined));
    writing = written.catch(() => {});
    return written;
  };
}
