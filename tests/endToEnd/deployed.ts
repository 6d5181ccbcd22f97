import { stripVTControlCharacters } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { formatLogLine } from '../../cli/formatLogLine.ts';
import { CloudWatchTail, listStackLogGroups } from '../../cli/logs/cloudWatchTail.ts';
import type { Run } from './run.ts';

/** The URL of a deployed service, from `AUGUR_URL`. If it is set, the tests run against that service and start none. */
export const deployedUrl = process.env.AUGUR_URL?.replace(/\/$/, '') || undefined;

/** Why tests of a deployed service are skipped, as the end of their name; empty if they run. */
export const deployedOnly = deployedUrl === undefined ? ' (skipped: AUGUR_URL is not set)' : '';

/** The name of the deployed stack. */
export const STACK = process.env.AUGUR_STACK ?? 'Augur';
const POLL_MS = 1_000;

/**
 * Connects to a deployed service and reads the stack's logs from CloudWatch Logs, from now on. The AWS SDK's environment
 * variables select the endpoint or the account.
 */
export async function connectTo(url: string): Promise<Run> {
  const logs = new CloudWatchLogsClient({});
  const lines: string[] = [];
  let tail: CloudWatchTail | undefined;

  const since = Date.now();
  async function read(): Promise<void> {
    tail ??= new CloudWatchTail(logs, { since, logGroupNames: new Set(await listStackLogGroups(logs, STACK)) });
    for await (const line of tail.read()) {
      const readable = formatLogLine(line);
      if (readable !== undefined) lines.push(stripVTControlCharacters(readable));
    }
  }

  let stopped = false;
  let polling = Promise.resolve();
  const poll = async () => {
    // The next poll reads what this one could not. A test that needs the line fails if it never comes.
    await read().catch(() => {});
    if (!stopped) timer = setTimeout(again, POLL_MS);
  };
  const again = () => {
    polling = poll();
  };
  let timer = setTimeout(again, 0);

  return {
    url,
    output: () => lines.join('\n'),
    answers: (taskId) => lines.filter((line) => line.includes(`Task succeeded task_id=${taskId}`)).length,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await polling;
      await read();
      logs.destroy();
      return 0;
    },
  };
}
