import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RESULTS_DIRECTORY = join(import.meta.dirname, 'results');

/** Writes results under a name: for programs as JSON, for people in other formats, named by their extensions. */
export function writeResults(name: string, results: object, formats: Readonly<Record<string, string>>): void {
  mkdirSync(RESULTS_DIRECTORY, { recursive: true });
  const texts = { json: `${JSON.stringify(results, undefined, 2)}\n`, ...formats };
  for (const [extension, text] of Object.entries(texts)) {
    writeFileSync(join(RESULTS_DIRECTORY, `${name}.${extension}`), text);
  }
}
