import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { ACCOUNT_ID } from '../cloudformation/account.ts';
import { type LogPosition, logPosition, readLog, type StoredLogEvent } from './logReader.ts';

const compress = promisify(gzip);

/** How often a log group is looked at: lines that come in between are delivered together, which costs those who ask less. */
const INTERVAL_MS = 1_000;

export interface LogSubscriptionOptions {
  readonly name: string;
  readonly logGroupName: string;
  /** The log group's file. */
  readonly path: string;
  /** Where it is kept how far the lines have been delivered. */
  readonly positionFile: string;
  /** Resolves when the event has reached where it belongs; false where the host stops before. */
  readonly deliver: (event: CloudWatchLogsEvent) => Promise<boolean>;
  readonly onError: (error: Error) => void;
  /** Ends early when the signal is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A subscription of a log group: its lines are delivered in batches, in order, each at least once. They are read from the
 * group's files, and how far they have been delivered is on disk too: whatever time a delivery takes costs no memory, and
 * the next run goes on where this one ended. A new subscription begins with the oldest line that is there.
 * Source: Amazon CloudWatch Logs User Guide, "Log group-level subscription filters".
 */
export class LogSubscription {
  readonly #options: LogSubscriptionOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: LogSubscriptionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when what is in the files now is delivered, or cannot be at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { onError, sleep } = this.#options;
    const { signal } = this.#stopping;
    let position = await this.#savedPosition();
    for (;;) {
      try {
        const next = await this.#deliverNext(position);
        if (next === 'stopped' || (next === undefined && signal.aborted)) return;
        if (next !== undefined) {
          position = next;
          continue;
        }
      } catch (error) {
        if (signal.aborted) return;
        onError(error as Error);
      }
      await sleep(INTERVAL_MS, signal);
    }
  }

  /** @returns the position after it; nothing when there is nothing to deliver */
  async #deliverNext(position: LogPosition | undefined): Promise<LogPosition | 'stopped' | undefined> {
    const { deliver, logGroupName, onError, path } = this.#options;
    const chunk = await readLog(path, position);
    if (!chunk) return undefined;
    if (chunk.gap) {
      onError(
        new Error(`${logGroupName}: the oldest lines that were not delivered yet are gone; its files were full.`),
      );
    }
    if (chunk.broken > 0) onError(new Error(`${logGroupName}: ${chunk.broken} broken lines were not delivered.`));
    for (const events of byStream(chunk.events)) {
      if (!(await deliver(await this.#encode(events)))) return 'stopped';
    }
    await this.#savePosition(chunk.next);
    return chunk.next;
  }

  async #encode(events: readonly StoredLogEvent[]): Promise<CloudWatchLogsEvent> {
    const content = {
      messageType: 'DATA_MESSAGE',
      owner: ACCOUNT_ID,
      logGroup: this.#options.logGroupName,
      logStream: events[0]?.logStreamName,
      subscriptionFilters: [this.#options.name],
      logEvents: events.map(({ id, timestamp, message }) => ({ id, timestamp, message })),
    };
    return { awslogs: { data: (await compress(JSON.stringify(content))).toString('base64') } };
  }

  async #savedPosition(): Promise<LogPosition | undefined> {
    try {
      return logPosition.parse(JSON.parse(await readFile(this.#options.positionFile, 'utf8')));
    } catch {
      // None yet, or one that cannot be read: to deliver a line once more is better than not at all.
      return undefined;
    }
  }

  async #savePosition(position: LogPosition): Promise<void> {
    const { positionFile } = this.#options;
    await mkdir(dirname(positionFile), { recursive: true });
    await writeFile(`${positionFile}.new`, JSON.stringify(position));
    await rename(`${positionFile}.new`, positionFile);
  }
}

/** CloudWatch delivers the lines of one log stream at a time. */
function byStream(events: readonly StoredLogEvent[]): Iterable<StoredLogEvent[]> {
  return Map.groupBy(events, ({ logStreamName }) => logStreamName).values();
}
