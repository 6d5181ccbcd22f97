import { parseArgs } from 'node:util';
import { runMain } from '../../cli/runMain.ts';
import { storeResults } from '../generatedDocs/generatedDocs.ts';
import { readMachine } from '../machine.ts';
import { Progress } from '../progress.ts';
import { measureScale, SCALE_STEPS } from './measureScale.ts';
import { formatScalePage, type ScaleResults } from './report.ts';

const USAGE = `Measures how the service scales on this machine, compared with the planner's predictions, in about six minutes,
and writes bench/results/scale.{json,md,svg} and the tables in README.md.

  npm run scale`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return console.log(USAGE);

  const results: ScaleResults = {
    measuredAt: new Date().toISOString(),
    machine: readMachine(),
    figures: await measureScale(new Progress(SCALE_STEPS)),
  };
  storeResults('scale', results);
  console.log(formatScalePage(results));
}

await runMain(main);
