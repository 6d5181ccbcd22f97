import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ReportLimits {
  /** Reports of alerts before this time are deleted. In milliseconds since the epoch. */
  readonly notBefore: number;
  readonly maxReports: number;
  readonly maxBytes: number;
}

/** The names that `writeReport` gives, with the time of the alert. Other files of the folder are not touched. */
const REPORT = /^alert_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3}Z)_[\da-f-]{36}\.txt$/;

/**
 * Deletes the oldest reports of a folder until the others are within the limits. Several execution environments may do this
 * at the same time.
 *
 * @returns how many reports it has deleted
 */
export async function deleteOldReports(folder: string, limits: ReportLimits): Promise<number> {
  const { notBefore, maxReports, maxBytes } = limits;
  // The names begin with the time, so this order is by age.
  const newestFirst = (await readdir(folder))
    .filter((name) => REPORT.test(name))
    .sort()
    .reverse();
  let bytes = 0;
  let deleted = 0;
  for (const [index, name] of newestFirst.entries()) {
    const path = join(folder, name);
    bytes += await sizeOf(path);
    if (index < maxReports && bytes <= maxBytes && timeOf(name) >= notBefore) continue;
    await rm(path, { force: true });
    deleted += 1;
  }
  return deleted;
}

/** 0 for a file that another execution environment has deleted. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

function timeOf(name: string): number {
  return Date.parse(name.replace(REPORT, '$1-$2-$3T$4:$5:$6'));
}
