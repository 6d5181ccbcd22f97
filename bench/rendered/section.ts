import { type BenchResults, shortMarkdownOf } from '../report.ts';
import { measuredMarkdown, onPaperMarkdown, type ScaleResults } from '../scale/report.ts';

const BEGIN = '<!-- Measurements: written by npm run bench and npm run scale, not by hand. -->';
const END = '<!-- End of the measurements. -->';

/**
 * README with what was measured last in its place.
 *
 * @throws Error when it has no such place
 */
export function withMeasurements(readme: string, bench: BenchResults, scale: ScaleResults): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no place for measurements: ${BEGIN}`);
  return `${before}${BEGIN}\n\n${measurements(bench, scale)}\n\n${END}${after}`;
}

function measurements(bench: BenchResults, scale: ScaleResults): string {
  return `### As fast as the processing time allows

${shortMarkdownOf(bench)}

[bench/results/bench.md](bench/results/bench.md) has the rest.

### As many as there are workers for

${measuredMarkdown(scale, 'bench/results/scale.svg')}

### On AWS, on paper

${onPaperMarkdown(scale)}`;
}
