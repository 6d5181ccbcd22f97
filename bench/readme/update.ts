import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResults } from '../report.ts';
import type { ScaleResults } from '../scale/report.ts';
import { RESULTS_DIRECTORY } from '../writeResults.ts';
import { withMeasurements } from './section.ts';

const README = join(import.meta.dirname, '..', '..', 'README.md');

/** What README.md is with the results of the last benchmark and the last scaling measurement. */
export function updatedReadme(): string {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(RESULTS_DIRECTORY, `${name}.json`), 'utf8'));
  return withMeasurements(readFileSync(README, 'utf8'), read('bench') as BenchResults, read('scale') as ScaleResults);
}

/** Writes the results into README.md. */
export function updateReadme(): void {
  writeFileSync(README, updatedReadme());
}
