import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { eventually } from './client.ts';

/** The problem details of a rejected request. */
export interface Rejection {
  type: string;
  title: string;
  status: number;
  detail: string;
  rule: string;
  found: string[];
  alert_id: string;
}

/** The `TIME:` line of a report. */
export const TIME_LINE = /^TIME: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Waits for the report of an alert and returns its lines.
 *
 * @param having lines that the report must have. A counted alert has the same id in all runs of an hour, so its `TIME:`
 * line is needed to find the report of this run.
 */
export async function waitForReport(alertId: string, ...having: string[]): Promise<string[]> {
  return eventually(async () => {
    const folder = inject('reports');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(`_${alertId}.txt`));
    for (const name of names) {
      const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
      if (having.every((line) => lines.includes(line))) return lines;
    }
    return undefined;
  });
}
