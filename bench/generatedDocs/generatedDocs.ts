import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotScale } from '../scale/plot.ts';
import { formatScalePage, type ScaleResults } from '../scale/report.ts';
import { type BenchResults, formatBenchPage } from '../speed/report.ts';
import { replaceReadmeSection } from './readmeSection.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The results of each measurement, by the name of its JSON file in bench/results. */
interface Results {
  readonly bench: BenchResults;
  readonly scale: ScaleResults;
}

/** Writes results to bench/results/<name>.json, and all documents generated from results. */
export function storeResults<Name extends keyof Results>(name: Name, results: Results[Name]): void {
  writeFileSync(jsonFile(name), `${JSON.stringify(results, undefined, 2)}\n`);
  writeGeneratedDocs();
}

/** Writes the documents that are generated from the stored results. */
export function writeGeneratedDocs(): void {
  for (const [path, text] of Object.entries(generateDocs())) writeFileSync(join(ROOT, path), text);
}

/**
 * Generates the documents from the stored results. Of README.md it replaces the section between the markers; the plans
 * for AWS come from the planner, which takes two seconds.
 *
 * @returns the text of each document by its path
 */
export function generateDocs(): Record<string, string> {
  const bench = readResults('bench');
  const scale = readResults('scale');
  return {
    'bench/results/bench.md': formatBenchPage(bench),
    'bench/results/scale.md': formatScalePage(scale),
    'bench/results/scale.svg': plotScale(scale.figures),
    'README.md': replaceReadmeSection(readFileSync(join(ROOT, 'README.md'), 'utf8'), bench, scale),
  };
}

function readResults<Name extends keyof Results>(name: Name): Results[Name] {
  return JSON.parse(readFileSync(jsonFile(name), 'utf8'));
}

function jsonFile(name: keyof Results): string {
  return join(ROOT, 'bench', 'results', `${name}.json`);
}
