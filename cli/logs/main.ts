import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { escapeUnprintable } from '../escape.ts';
import { printError, runMain } from '../runMain.ts';
import { formatJson, formatShort } from './formats.ts';
import { openTail } from './openTail.ts';
import { type LogsArguments, parseArguments, USAGE } from './parseArguments.ts';
import { showLogs } from './showLogs.ts';

process.on('SIGINT', () => process.exit(0));
// EPIPE: the reader of the output has ended, as in `npm run logs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

await runMain(async () => {
  const args = parseArguments(process.argv.slice(2), Date.now());
  if (args.help) return console.log(USAGE);
  const tail = await openTail(args, (logGroupName) => {
    printError(`${logGroupName}: lines may be missing: their file was rotated away before they were read.`);
  });
  const written = await showLogs({
    tail,
    selection: args,
    format: args.format === 'json' ? formatJson : (line) => formatShort(line, Date.now()),
    async write(text) {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    async waitForNextRead() {
      if (args.follow) await sleep(tail.pollIntervalMs);
      return args.follow;
    },
  });
  if (written === 0) console.error(nothingFound(args));
});

/** Says which lines there were none of. */
function nothingFound({ since, task }: LogsArguments): string {
  const about = task === undefined ? '' : ` about the task ${escapeUnprintable(task)}`;
  const from = since === 0 ? '' : ` since ${new Date(since).toISOString()}; --since goes further back`;
  return `There are no such lines${about}${from}.`;
}
