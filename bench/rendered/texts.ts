import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchResults, markdownOf as benchMarkdownOf } from '../report.ts';
import { plotOf } from '../scale/plot.ts';
import { type ScaleResults, markdownOf as scaleMarkdownOf } from '../scale/report.ts';
import { withMeasurements } from './section.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** What was measured last, as its JSON files in bench/results have it. */
type Measured = 'bench' | 'scale';

/** Keeps what was measured, and writes what people read of it. */
export function keep(name: Measured, results: BenchResults | ScaleResults): void {
  writeFileSync(jsonFile(name), `${JSON.stringify(results, undefined, 2)}\n`);
  writeTexts();
}

/** Writes what people read of the last measurements. */
export function writeTexts(): void {
  for (const [path, text] of Object.entries(texts())) writeFileSync(join(ROOT, path), text);
}

/** What people read of the last measurements, by the path of its file. */
export function texts(): Record<string, string> {
  const bench = read('bench') as BenchResults;
  const scale = read('scale') as ScaleResults;
  return {
    'bench/results/bench.md': benchMarkdownOf(bench),
    'bench/results/scale.md': scaleMarkdownOf(scale),
    'bench/results/scale.svg': plotOf(scale.figures),
    'README.md': withMeasurements(readFileSync(join(ROOT, 'README.md'), 'utf8'), bench, scale),
  };
}

function read(name: Measured): unknown {
  return JSON.parse(readFileSync(jsonFile(name), 'utf8'));
}

function jsonFile(name: Measured): string {
  return join(ROOT, 'bench', 'results', `${name}.json`);
}
