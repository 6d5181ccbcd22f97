import { stripVTControlCharacters } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { formatLogLine } from '../../cli/formatLogLine.ts';
import { CloudWatchTail, listStackLogGroups } from '../../cli/logs/cloudWatchTail.ts';
import type { Run } from './run.ts';

/** The URL of a service that is there already, which `AUGUR_URL` names: then the tests start none of their own. */
export const deployedUrl = process.env.AUGUR_URL?.replace(/\/$/, '') || undefined;

/** What the name of a test says that needs a service that is deployed, where there is none. */
export const deployedOnly = deployedUrl === undefined ? ' (skipped: AUGUR_URL names no service that is deployed)' : '';

/** The stack's name. */
export const STACK = process.env.AUGUR_STACK ?? 'Augur';
const POLL_MS = 1_000;

/**
 * A service that was deployed to an endpoint or to AWS, with the stack's logs read from CloudWatch Logs there, from now
 * on. The SDK's own environment variables say where that is.
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
    // What cannot be read now is read the next time; a test that needs it says that it is missing.
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
