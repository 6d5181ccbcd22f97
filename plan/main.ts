import { styleText } from 'node:util';
import { readFlags } from './flags.ts';
import { planCapacity } from './planCapacity.ts';
import { platforms } from './platform.ts';
import { formatPlan } from './report.ts';

const USAGE = `Plans how many workers a load needs, and predicts its waiting times, AWS usage and monthly cost.

  npm run plan -- --connections 100 --processing 5s   clients that ask, collect the answer and ask again
  npm run plan -- --per-minute 1200                   questions that arrive independently of each other

  --connections N       number of clients; with --per-minute, the think time is derived from both
  --per-minute N        number of questions per minute
  --processing 5s       processing time of a question
  --think 0s            think time of a client, from its answer to its next question
  --p99 500ms           target: the longest wait of 99 % of the questions for a worker
                        (default: a tenth of --processing, at least 100ms)
  --collect poll|wait   how clients collect their answers: by polling, or with Prefer: wait
  --poll 1s             polling interval of a client
  --on aws|embedded     where the stack runs; embedded is \`npm start\`
  --json                prints the plan as JSON`;

function main(): void {
  const { help, json, load, platform, p99WaitSeconds } = readFlags(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return;
  }
  const options = { platform: platforms[platform], ...(p99WaitSeconds !== undefined && { p99WaitSeconds }) };
  const plan = planCapacity(load, options);
  console.log(json ? JSON.stringify(plan, undefined, 2) : formatPlan(plan, platform));
}

try {
  main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(styleText('red', message.replaceAll('\n', ' '), { stream: process.stderr }));
  process.exit(1);
}
