import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';

export interface CountedReportsOptions {
  /** Writes a report, and returns its name. */
  write: (alert: RecordedAlert) => Promise<string>;
  /** The alert as it is recorded by now. */
  read: (id: string) => Promise<RecordedAlert | undefined>;
}

/**
 * Keeps the report of an alert that is counted at its highest count: of writes that come at the same time only the last
 * one counts, and two never write at once. Other execution environments write the same report, so each looks again
 * whether what it wrote last is out of date. An alert that is not counted is written as it is.
 */
export function countedReports({ write, read }: CountedReportsOptions) {
  const highest = new Map<string, number>();
  let writing: Promise<unknown> = Promise.resolve();

  async function writeUntilItStands(alert: RecordedAlert): Promise<string> {
    for (let current = alert; ; ) {
      const name = await write(current);
      const latest = await read(current.id);
      if (latest === undefined || countOf(latest) <= countOf(current)) return name;
      current = latest;
    }
  }

  return async (alert: RecordedAlert): Promise<string | undefined> => {
    const { id, count } = alert;
    if (count === undefined) return write(alert);
    highest.set(id, Math.max(count, highest.get(id) ?? 0));
    const written = writing.then(() => (highest.get(id) === count ? writeUntilItStands(alert) : undefined));
    writing = written.catch(() => {});
    return written;
  };
}

function countOf({ count = 0 }: RecordedAlert): number {
  return count;
}
