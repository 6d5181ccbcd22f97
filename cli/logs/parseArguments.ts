import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMATS, type Format } from './formats.ts';
import { parseSince } from './parseSince.ts';
import { LEVELS, type Level } from './selection.ts';

const TARGETS = ['local', 'localstack', 'aws'] as const;
type Target = (typeof TARGETS)[number];

const DEFAULT_SINCE = '10m';

export const USAGE = `Shows the logs of the functions, on this machine or elsewhere, like \`aws logs tail\`.

  npm run logs                             the last 10 minutes of all functions
  npm run logs -- --since 12h              since then: 30s, 5m, 12h, 2d, 1w or an ISO time, in UTC unless it says otherwise
  npm run logs -- --follow                 continue with new lines until Ctrl-C
  npm run logs -- --function worker        only this function; repeatable
  npm run logs -- --level warn             only this level and above: ${LEVELS.join(', ')}
  npm run logs -- --task ID                only lines about this task, however old
  npm run logs -- --format json            a JSON object per line, for programs (default: short, for people)

  --target localstack                      read CloudWatch Logs at AWS_ENDPOINT_URL (default: http://127.0.0.1:4566)
  --target aws                             read CloudWatch Logs of the account and region that the AWS CLI uses
  --stack NAME                             the name of the stack there (default: Augur)
  --state DIRECTORY                        where \`npm start\` keeps its state (default: .augur)`;

export interface LogsArguments {
  readonly help: boolean;
  readonly follow: boolean;
  readonly format: Format;
  /** All functions when it is empty. */
  readonly functionNames: readonly string[];
  readonly level: Level | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly stack: string;
  readonly stateDirectory: string;
  readonly target: Target;
  readonly task: string | undefined;
}

/**
 * Parses the command line of `npm run logs`.
 *
 * @param now milliseconds since the epoch
 * @throws Error that says what is wrong with an argument
 */
export function parseArguments(args: string[], now: number): LogsArguments {
  const { values } = parseArgs({
    args,
    options: {
      follow: { type: 'boolean', default: false },
      format: { type: 'string', default: 'short' },
      function: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
      level: { type: 'string' },
      since: { type: 'string' },
      state: { type: 'string', default: join(import.meta.dirname, '..', '..', '.augur') },
      stack: { type: 'string', default: 'Augur' },
      target: { type: 'string', default: 'local' },
      task: { type: 'string' },
    },
  });
  return {
    help: values.help,
    follow: values.follow,
    format: oneOf('--format', values.format, FORMATS),
    functionNames: values.function,
    level: values.level === undefined ? undefined : oneOf('--level', values.level.toLowerCase(), LEVELS),
    since: sinceOf(values.since, values.task, now),
    stack: values.stack,
    stateDirectory: values.state,
    target: oneOf('--target', values.target, TARGETS),
    task: values.task,
  };
}

/** The lines about a task are shown from its beginning on. */
function sinceOf(since: string | undefined, task: string | undefined, now: number): number {
  if (since === undefined && task !== undefined) return 0;
  return parseSince(since ?? DEFAULT_SINCE, now);
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${flag} takes ${allowed.join(', ')}, not ${value}`);
  return found;
}
