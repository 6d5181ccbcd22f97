import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import { isOfStack } from './findLogGroups.ts';
import type { LogTail } from './logTail.ts';

/** How late CloudWatch Logs may return an event, after events with later timestamps. Assumed. */
const MAX_DELAY_MS = 30_000;

export interface CloudWatchTailOptions {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly logGroupNames: ReadonlySet<string>;
}

/** The sorted names of the log groups of a stack's functions, such as `/aws/lambda/Augur-worker`. */
export async function listStackLogGroups(client: CloudWatchLogsClient, stack: string): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: `/aws/lambda/${stack}-` });
  for await (const { logGroups = [] } of pages) names.push(...logGroups.map(({ logGroupName = '' }) => logGroupName));
  // The names of the stack Augur-test begin with Augur- too.
  return names.filter((name) => isOfStack(name, stack)).sort();
}

/** Reads log groups of CloudWatch Logs. */
export class CloudWatchTail implements LogTail {
  /** FilterLogEvents has a quota of a few requests per second and account. */
  readonly pollIntervalMs = 2_000;
  readonly #client: CloudWatchLogsClient;
  readonly #logGroupNames: ReadonlySet<string>;
  /** The time from which on events may still be missing. */
  #since: number;
  /** The timestamp of each event since then that was returned, by its id. */
  readonly #returned = new Map<string, number>();

  constructor(client: CloudWatchLogsClient, { since, logGroupNames }: CloudWatchTailOptions) {
    this.#client = client;
    this.#logGroupNames = logGroupNames;
    this.#since = since;
  }

  async *read(): AsyncGenerator<FunctionLogLine> {
    const lines = (await Promise.all([...this.#logGroupNames].map((name) => this.#readLogGroup(name)))).flat();
    let newest = this.#since;
    for (const timestamp of this.#returned.values()) newest = Math.max(newest, timestamp);
    this.#since = Math.max(this.#since, newest - MAX_DELAY_MS);
    for (const [id, timestamp] of this.#returned) if (timestamp < this.#since) this.#returned.delete(id);
    yield* lines.sort((a, b) => a.timestamp - b.timestamp);
  }

  async #readLogGroup(logGroupName: string): Promise<FunctionLogLine[]> {
    const lines: FunctionLogLine[] = [];
    const pages = paginateFilterLogEvents({ client: this.#client }, { logGroupName, startTime: this.#since });
    for await (const { events = [] } of pages) {
      for (const { eventId, logStreamName = '', timestamp = 0, message = '' } of events) {
        // Some LocalStack-compatible endpoints return no ids.
        const id = eventId ?? `${logStreamName} ${timestamp} ${message}`;
        if (this.#returned.has(id)) continue;
        this.#returned.set(id, timestamp);
        lines.push({ timestamp, logGroupName, logStreamName, message: message.trimEnd() });
      }
    }
    return lines;
  }
}
