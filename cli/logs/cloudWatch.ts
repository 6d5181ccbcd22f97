import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FunctionLogLine } from '../../local/lambda/definition.ts';

/** CloudWatch shows a line some time after it was written, and not in the order of their times. */
const DELAY_MS = 30_000;

export interface CloudWatchTailOptions {
  /** From when on, in milliseconds since the epoch. */
  readonly since: number;
  readonly groups: ReadonlySet<string>;
}

/** The names of the log groups of a stack's functions, such as `/aws/lambda/Augur-worker`. */
export async function stackLogGroups(client: CloudWatchLogsClient, stack: string): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: `/aws/lambda/${stack}-` });
  for await (const { logGroups = [] } of pages) names.push(...logGroups.map(({ logGroupName = '' }) => logGroupName));
  return names.sort();
}

/** The lines of several log groups of CloudWatch Logs in the order of their times, and what comes after them. */
export class CloudWatchTail {
  readonly #client: CloudWatchLogsClient;
  readonly #groups: ReadonlySet<string>;
  /** From when on lines may still be missing. */
  #since: number;
  /** When each line that was returned since then was written. */
  readonly #seen = new Map<string, number>();

  constructor(client: CloudWatchLogsClient, { since, groups }: CloudWatchTailOptions) {
    this.#client = client;
    this.#groups = groups;
    this.#since = since;
  }

  async *history(): AsyncGenerator<FunctionLogLine> {
    yield* await this.more();
  }

  /** What has come since the last call. */
  async more(): Promise<FunctionLogLine[]> {
    const lines = (await Promise.all([...this.#groups].map((name) => this.#read(name)))).flat();
    const newest = Math.max(this.#since, ...this.#seen.values());
    this.#since = Math.max(this.#since, newest - DELAY_MS);
    for (const [key, timestamp] of this.#seen) if (timestamp < this.#since) this.#seen.delete(key);
    return lines.sort((a, b) => a.timestamp - b.timestamp);
  }

  async #read(logGroupName: string): Promise<FunctionLogLine[]> {
    const lines: FunctionLogLine[] = [];
    const pages = paginateFilterLogEvents({ client: this.#client }, { logGroupName, startTime: this.#since });
    for await (const { events = [] } of pages) {
      for (const { eventId, logStreamName = '', timestamp = 0, message = '' } of events) {
        // Not every endpoint like CloudWatch gives its events ids.
        const key = eventId ?? `${logStreamName} ${timestamp} ${message}`;
        if (this.#seen.has(key)) continue;
        this.#seen.set(key, timestamp);
        lines.push({ timestamp, logGroupName, logStreamName, message: message.trimEnd() });
      }
    }
    return lines;
  }
}
