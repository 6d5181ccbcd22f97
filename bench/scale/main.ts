import { styleText } from 'node:util';
import { thisMachine } from '../machine.ts';
import { Progress } from '../progress.ts';
import { keep } from '../rendered/texts.ts';
import { CONNECTIONS, measureScale } from './measure.ts';
import { awsPlans } from './onPaper.ts';
import { markdownOf, type ScaleResults } from './report.ts';

/** Takes about six minutes. */
async function main(): Promise<void> {
  const results: ScaleResults = {
    measuredAt: new Date().toISOString(),
    machine: thisMachine(),
    figures: await measureScale(new Progress(CONNECTIONS.length)),
    onAws: awsPlans(),
  };
  keep('scale', results);
  console.log(markdownOf(results));
}

try {
  await main();
} catch (error) {
  console.error(styleText('red', error instanceof Error ? error.message : String(error)));
  process.exit(1);
}
