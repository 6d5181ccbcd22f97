import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { endpointConfig, readEndpoint } from '../deploy/endpoint.ts';
import { readableLine } from '../terminal.ts';
import { CloudWatchTail, stackLogGroups } from './cloudWatch.ts';
import { groupsOf } from './functionNames.ts';
import { fieldsOf, isSelected, levelNames } from './selection.ts';
import { parseSince } from './since.ts';
import { logGroups, Tail } from './tail.ts';

const FOLLOW_MS = 200;
/** CloudWatch allows a few requests a second. */
const FOLLOW_CLOUD_WATCH_MS = 2_000;

const USAGE = `Shows what the functions logged, on this machine or elsewhere, as \`aws logs tail\` shows it of AWS.

  npm run logs                             the last ten minutes of all functions
  npm run logs -- --since 12h              from then on: 30s, 5m, 12h, 2d, 1w or an ISO time
  npm run logs -- --follow                 and what comes, until Ctrl-C
  npm run logs -- --function worker        of this function; repeatable
  npm run logs -- --level warn             of this level and above: ${levelNames.join(', ')}
  npm run logs -- --task ID                about this task
  npm run logs -- --format json            an object per line, for programs; short, for people, without it

  --target localstack                      of the endpoint at AWS_ENDPOINT_URL (default: http://127.0.0.1:4566)
  --target aws                             of the account and region that the AWS CLI would use
  --stack NAME                             of this stack there (default: Augur)
  --state DIRECTORY                        where \`npm start\` keeps its state (default: .augur)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      follow: { type: 'boolean', default: false },
      format: { type: 'string', default: 'short' },
      function: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
      level: { type: 'string' },
      since: { type: 'string', default: '10m' },
      state: { type: 'string', default: join(import.meta.dirname, '..', '..', '.augur') },
      stack: { type: 'string', default: 'Augur' },
      target: { type: 'string', default: 'local' },
      task: { type: 'string' },
    },
  });
  if (values.help) return console.log(USAGE);

  const level = values.level?.toLowerCase();
  if (level !== undefined) oneOf('--level', level, levelNames);
  oneOf('--format', values.format, ['short', 'json']);
  const show = values.format === 'json' ? asJson : asText;
  oneOf('--target', values.target, ['local', 'localstack', 'aws']);
  const since = parseSince(values.since, Date.now());
  const tail =
    values.target === 'local'
      ? localTail(values.state, since, values.function, values.follow)
      : await cloudWatchTail(values.target, values.stack, since, values.function);

  const print = async (line: FunctionLogLine) => {
    const text = isSelected(line, { level, task: values.task }) ? show(line) : undefined;
    if (text !== undefined && !process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
  };
  for await (const line of tail.history()) await print(line);
  while (values.follow) {
    await sleep(values.target === 'local' ? FOLLOW_MS : FOLLOW_CLOUD_WATCH_MS);
    for (const line of await tail.more()) await print(line);
  }
}

function localTail(state: string, since: number, functions: string[], follow: boolean): Tail {
  const directory = join(state, 'logs');
  // What is followed need not have logged anything yet.
  if (!existsSync(follow ? state : directory))
    throw new Error(`There are no logs in ${state} yet: run npm start first.`);
  const groups = functions.length === 0 ? undefined : groupsOf(functions, logGroups(directory));
  return new Tail({ directory, since, groups });
}

async function cloudWatchTail(
  target: string,
  stack: string,
  since: number,
  functions: string[],
): Promise<CloudWatchTail> {
  const client = new CloudWatchLogsClient(
    target === 'localstack' ? endpointConfig(readEndpoint(process.env), process.env) : {},
  );
  const names = await stackLogGroups(client, stack);
  if (names.length === 0) throw new Error(`There is no log group of a stack ${stack} there.`);
  return new CloudWatchTail(client, {
    since,
    groups: functions.length === 0 ? new Set(names) : groupsOf(functions, names),
  });
}

function oneOf(flag: string, value: string, allowed: string[]): void {
  if (!allowed.includes(value)) throw new Error(`${flag} takes ${allowed.join(', ')}, not ${value}`);
}

/** As the terminal of `npm start` shows it, with the day where that is another one. */
function asText(line: FunctionLogLine): string | undefined {
  const day = new Date(line.timestamp).toISOString().slice(0, 10);
  const text = readableLine(line);
  const isToday = day === new Date().toISOString().slice(0, 10);
  return text === undefined || isToday ? text : `${styleText('gray', day)} ${text}`;
}

function asJson(line: FunctionLogLine): string {
  return JSON.stringify({
    timestamp: new Date(line.timestamp).toISOString(),
    logGroup: line.logGroupName,
    logStream: line.logStreamName,
    message: fieldsOf(line) ?? line.message,
  });
}

process.on('SIGINT', () => process.exit(0));
// Whoever reads has seen enough: `npm run logs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await main();
} catch (error) {
  // Some messages of `parseArgs` take several lines.
  const message = (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ');
  console.error(styleText('red', message, { stream: process.stderr }));
  process.exitCode = 1;
}
