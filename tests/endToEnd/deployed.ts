import { stripVTControlCharacters } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchTail, stackLogGroups } from '../../local/logs/cloudWatch.ts';
import { readableLine } from '../../local/terminal.ts';
import type { Run } from './run.ts';

/** The URL of a service that is there already, which `AUGUR_URL` names: then the tests start none of their own. */
export const deployedUrl = process.env.AUGUR_URL?.replace(/\/$/, '') || undefined;

/** LocalStack's version, where that is where it is deployed. */
const localStackVersion = await versionOfLocalStack();

/** What a test says of what an endpoint does not do. */
export const noGatewayResponses = localStackVersion
  ? ` (skipped: LocalStack ${localStackVersion} has no gateway response for unknown paths)`
  : '';

async function versionOfLocalStack(): Promise<string | undefined> {
  const { AWS_ENDPOINT_URL } = process.env;
  if (deployedUrl === undefined || !AWS_ENDPOINT_URL) return undefined;
  // MiniStack answers to LocalStack's path too.
  if ((await fetch(new URL('/_ministack/health', AWS_ENDPOINT_URL))).ok) return undefined;
  const response = await fetch(new URL('/_localstack/health', AWS_ENDPOINT_URL));
  return ((await response.json()) as { version?: string }).version;
}

const STACK = process.env.AUGUR_STACK ?? 'Augur';
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
    tail ??= new CloudWatchTail(logs, { since, groups: new Set(await stackLogGroups(logs, STACK)) });
    for (const line of await tail.more()) {
      const readable = readableLine(line);
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
