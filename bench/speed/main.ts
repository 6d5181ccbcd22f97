import { parseArgs } from 'node:util';
import { runMain } from '../../cli/runMain.ts';
import { storeResults } from '../generatedDocs/generatedDocs.ts';
import { readMachine } from '../machine.ts';
import { Progress } from '../progress.ts';
import { EMBEDDED_STEPS, measureEmbedded } from './measureEmbedded.ts';
import { measureOtherService, OTHER_STEPS } from './measureService.ts';
import { type BenchResults, formatBenchPage } from './report.ts';

const USAGE = `Measures throughput, latency, start-up and memory of the service on this machine, in about ten minutes, and
writes bench/results/bench.{json,md} and the tables in README.md.

  npm run bench
  npm run bench -- --against http://127.0.0.1:8100   also measures another running service, which needs
                                                     POST /prediction?question= and GET /status?prediction_id=,
                                                     and a processing time of 5 seconds`;

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
    machine: readMachine(),
    augur,
    ...(against !== undefined && { other: await measureOtherService(new URL(against).origin, progress) }),
  };
  storeResults('bench', results);
  console.log(formatBenchPage(results));
}

await runMain(main);
