import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as z from 'zod';
import { asError } from '../asError.ts';
import { ACCOUNT_ID } from '../cloudformation/account.ts';
import type { LogEvent } from './logEvent.ts';
import { type LogPosition, readLog } from './logReader.ts';

const compress = promisify(gzip);

const savedPosition: z.ZodType<LogPosition> = z.object({ file: z.string(), offset: z.int().nonnegative() });

const BATCH_LIMITS = { maxLines: 1_000, maxBytes: 1024 * 1024 };
/** How often a log group is polled. A shorter interval takes CPU from requests: more invocations deliver fewer events each. */
const POLL_INTERVAL_MS = 1_000;

export interface LogSubscriptionOptions {
  readonly name: string;
  readonly logGroupName: string;
  /** The log group's file. */
  readonly path: string;
  /** Keeps the position up to which lines have been delivered, from one run to the next. */
  readonly positionFile: string;
  /** Resolves with whether the event was delivered: false when the host stops before. */
  readonly deliver: (event: CloudWatchLogsEvent) => Promise<boolean>;
  /** Called with each error. */
  readonly onError: (error: Error) => void;
  /** Resolves early when the signal is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Delivers the events of a log group in batches, in order, each at least once. They are read from the group's files and
 * the position is saved after each batch, so a slow target takes no memory and the next run continues where this one
 * ended. A new subscription begins with the oldest event.
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

  /** Resolves when every event in the files is delivered, or a delivery fails. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { onError, sleep } = this.#options;
    const { signal } = this.#stopping;
    let position = await this.#loadPosition();
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
        onError(asError(error));
      }
      await sleep(POLL_INTERVAL_MS, signal);
    }
  }

  /** @returns the position after what was delivered; nothing when there was nothing to deliver */
  async #deliverNext(position: LogPosition | undefined): Promise<LogPosition | 'stopped' | undefined> {
    const { deliver, logGroupName, onError, path } = this.#options;
    const chunk = await readLog(path, position, BATCH_LIMITS);
    if (!chunk) return undefined;
    if (chunk.isAfterGap) {
      onError(
        new Error(`${logGroupName}: events may be missing: their file was rotated away before they were delivered.`),
      );
    }
    const events = chunk.lines.map(({ event }) => event).filter((event) => event !== undefined);
    const malformed = chunk.lines.length - events.length;
    if (malformed > 0) onError(new Error(`${logGroupName}: skipped malformed lines: ${malformed}.`));
    for (const eventsOfStream of groupByStream(events)) {
      if (!(await deliver(await this.#encode(eventsOfStream)))) return 'stopped';
    }
    await this.#savePosition(chunk.next);
    return chunk.next;
  }

  async #encode(events: readonly LogEvent[]): Promise<CloudWatchLogsEvent> {
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

  async #loadPosition(): Promise<LogPosition | undefined> {
    try {
      return savedPosition.parse(JSON.parse(await readFile(this.#options.positionFile, 'utf8')));
    } catch {
      // No position yet, or not a valid one. Events that were delivered before are delivered again; none is lost.
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

/** CloudWatch Logs delivers events of one log stream at a time. */
function groupByStream(events: readonly LogEvent[]): Iterable<LogEvent[]> {
  return Map.groupBy(events, ({ logStreamName }) => logStreamName).values();
}
