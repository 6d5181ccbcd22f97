import { styleText } from 'node:util';
import { thisMachine } from '../machine.ts';
import { Progress } from '../progress.ts';
import { updateReadme } from '../readme/update.ts';
import { writeResults } from '../writeResults.ts';
import { CONNECTIONS, measureScale } from './measure.ts';
import { awsPlans } from './onPaper.ts';
import { plotOf } from './plot.ts';
import { markdownOf, type ScaleResults } from './report.ts';

/** Takes about six minutes. */
async function main(): Promise<void> {
  const results: ScaleResults = {
    measuredAt: new Date().toISOString(),
    machine: thisMachine(),
    figures: await measureScale(new Progress(CONNECTIONS.length)),
    onAws: awsPlans(),
  };
  const markdown = markdownOf(results, 'scale.svg');
  writeResults('scale', results, { md: markdown, svg: plotOf(results.figures) });
  updateReadme();
  console.log(markdown);
}

try {
  await main();
} catch (error) {
  console.error(styleText('red', error instanceof Error ? error.message : String(error)));
  process.exit(1);
}
