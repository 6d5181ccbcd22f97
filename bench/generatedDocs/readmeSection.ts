import { formatAwsPlans } from '../scale/awsPlans.ts';
import { formatScaleTable, type ScaleResults } from '../scale/report.ts';
import { type BenchResults, formatBenchSummary } from '../speed/report.ts';

const BEGIN = '<!-- Measurements: written by npm run bench and npm run scale, not by hand. -->';
const END = '<!-- End of the measurements. -->';

/**
 * Replaces the section of the README between its two markers with the given results.
 *
 * @throws Error when the README does not have both markers
 */
export function replaceReadmeSection(readme: string, bench: BenchResults, scale: ScaleResults): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks the marker ${BEGIN} or ${END}`);
  return `${before}${BEGIN}\n\n${formatSection(bench, scale)}\n\n${END}${after}`;
}

function formatSection(bench: BenchResults, scale: ScaleResults): string {
  return `### Measured: throughput, latency and memory

${formatBenchSummary(bench)}

All figures: [bench/results/bench.md](bench/results/bench.md).

### Measured: scaling on one machine

${formatScaleTable(scale, 'bench/results/scale.svg')}

### Planned: scaling on AWS

${formatAwsPlans()}`;
}
