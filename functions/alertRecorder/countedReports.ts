import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';

export interface CountedReportsOptions {
  /** Writes a report and returns its file name. */
  readonly write: (alert: RecordedAlert) => Promise<string>;
  /** Reads the alert as it is recorded now. */
  readonly read: (id: string) => Promise<RecordedAlert | undefined>;
}

/**
 * Keeps the report of a counted alert at its highest count. Of concurrent writes only the one with the highest count is
 * executed, one at a time. Other execution environments write the same report, so after each write the alert is read again
 * until the report is up to date. The report of an alert without a count is written once.
 *
 * @returns a function that resolves with the report's file name, or undefined when a write with a higher count replaces it
 */
export function createCountedReports({ write, read }: CountedReportsOptions) {
  const highestCounts = new Map<string, number>();
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function writeUntilCurrent(alert: RecordedAlert): Promise<string> {
    for (let current = alert; ; ) {
      const fileName = await write(current);
      const latest = await read(current.id);
      if (latest === undefined || countOf(latest) <= countOf(current)) return fileName;
      current = latest;
    }
  }

  return async (alert: RecordedAlert): Promise<string | undefined> => {
    const { id, count } = alert;
    if (count === undefined) return write(alert);
    highestCounts.set(id, Math.max(count, highestCounts.get(id) ?? 0));
    const written = lastWrite.then(() => (highestCounts.get(id) === count ? writeUntilCurrent(alert) : undefined));
    lastWrite = written.catch(() => {});
    return written.finally(() => {
      if (highestCounts.get(id) === count) highestCounts.delete(id);
    });
  };
}

function countOf({ count = 0 }: RecordedAlert): number {
  return count;
}
