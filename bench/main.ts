import { parseArgs, styleText } from 'node:util';
import { thisMachine } from './machine.ts';
import { EMBEDDED_STEPS, measureEmbedded, measureOther, OTHER_STEPS } from './measure.ts';
import { Progress } from './progress.ts';
import { keep } from './rendered/texts.ts';
import { type BenchResults, markdownOf } from './report.ts';

const USAGE = `Measures how fast the service is on this machine, in about ten minutes, and writes bench/results/bench.{json,md}.

  npm run bench
  npm run bench -- --against http://127.0.0.1:8100   and, for its column, another service with POST /prediction?question=
                                                     and GET /status?prediction_id=, whose workers take 5 seconds`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { against: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return console.log(USAGE);

  const { against } = values;
  const measuredAt = new Date().toISOString();
  const progress = new Progress(EMBEDDED_STEPS + (against === undefined ? 0 : OTHER_STEPS));
  const augur = await measureEmbedded(progress);
  const results: BenchResults = {
    measuredAt,
    machine: thisMachine(),
    augur,
    ...(against !== undefined && { other: await measureOther(new URL(against).origin, progress) }),
  };
  keep('bench', results);
  console.log(markdownOf(results));
}

try {
  await main();
} catch (error) {
  console.error(styleText('red', error instanceof Error ? error.message : String(error)));
  process.exit(1);
}
