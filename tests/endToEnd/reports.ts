import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { eventually } from './client.ts';

/** The problem details of what was turned away. */
export interface Rejection {
  type: string;
  title: string;
  status: number;
  detail: string;
  rule: string;
  found: string[];
  alert_id: string;
}

/** A report's `TIME:` line. */
export const TIME_LINE = /^TIME: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * The lines of an alert's report, once it is written and has the lines that it is to have. An alert that is counted has
 * the same id in every run of an hour, so that its `TIME:` line tells which run's it is.
 */
export async function report(alertId: string, ...having: string[]): Promise<string[]> {
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
