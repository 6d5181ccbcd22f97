import { styleText } from 'node:util';
import { readSettings } from '../infra/settings.ts';
import { readFlags } from './flags.ts';
import { planFor } from './plan.ts';
import { platforms } from './platform.ts';
import { report } from './report.ts';

const USAGE = `Plans how many workers a load needs, and what it then takes and costs on AWS.

  npm run plan -- --connections 100 --processing 5s   clients that ask, wait for the answer and ask again
  npm run plan -- --per-minute 1200                   questions that come on their own

  --connections N       so many clients; with --per-minute they think between their questions
  --per-minute N        so many questions a minute
  --processing 5s       how long a worker takes over a question
  --think 0s            how long a client takes from its answer to its next question
  --p99 500ms           how long 99 % may wait for a worker (default: a tenth of --processing, 100ms at least)
  --collect poll|wait   clients look for their answer, or prefer to wait for it (Prefer: wait)
  --poll 1s             how often a client looks
  --on aws|embedded     where the stack runs; embedded is \`npm start\`
  --json                for programs`;

function main(): void {
  const { help, json, load, platform, p99WaitSeconds } = readFlags(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return;
  }

  const { taskRetentionDays, logRetentionDays } = readSettings(() => undefined);
  const plan = planFor(load, {
    platform: platforms[platform],
    retention: { taskDays: taskRetentionDays, logDays: logRetentionDays },
    ...(p99WaitSeconds !== undefined && { p99WaitSeconds }),
  });
  console.log(json ? JSON.stringify(plan, undefined, 2) : report(plan, platform));
}

try {
  main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(styleText('red', message.replaceAll('\n', ' ')));
  process.exit(1);
}
