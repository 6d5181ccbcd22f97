import { randomUUID } from 'node:crypto';
import type { FunctionDefinition, FunctionLogLine } from './definition.ts';
import type { InvocationResult } from './invocation.ts';
import type { OutputStream } from './protocol.ts';

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** What Lambda reports about an invocation that has ended. */
export interface InvocationReport {
  readonly result: InvocationResult;
  readonly durationMs: number;
  /** How long the environment took to initialize. Only for its first invocation. */
  readonly initDurationMs: number | undefined;
  /** The most memory that the environment has used. */
  readonly maxMemoryBytes: number;
}

/**
 * The log stream of an execution environment: the lines that the function writes, and those that Lambda writes about its
 * invocations, in Lambda's JSON log format.
 * Source: AWS Lambda Developer Guide, "Lambda Telemetry API Event schema reference".
 */
export class FunctionLog {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly #definition: FunctionDefinition;
  readonly #onLog: (line: FunctionLogLine) => void;
  /** The output since the last line break. */
  readonly #unfinishedLines = new Map<OutputStream, string>();

  constructor(definition: FunctionDefinition, onLog: (line: FunctionLogLine) => void) {
    this.#definition = definition;
    this.#onLog = onLog;
    this.logGroupName = `/aws/lambda/${definition.name}`;
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStreamName = `${today}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  }

  /** Logs each line that the text completes. */
  writeOutput(stream: OutputStream, text: string): void {
    const lines = ((this.#unfinishedLines.get(stream) ?? '') + text).split('\n');
    this.#unfinishedLines.set(stream, lines.pop() ?? '');
    for (const line of lines) this.#write(line);
  }

  /** Logs the lines that have no line break yet. */
  endOutput(): void {
    for (const [stream, rest] of this.#unfinishedLines) if (rest !== '') this.writeOutput(stream, '\n');
  }

  writeStart(requestId: string): void {
    if (this.#logsSuccess) this.#writePlatform('platform.start', { requestId, version: '$LATEST' });
  }

  writeReport(requestId: string, { result, durationMs, initDurationMs, maxMemoryBytes }: InvocationReport): void {
    if (result.ok && !this.#logsSuccess) return;
    this.#writePlatform('platform.report', {
      requestId,
      metrics: {
        durationMs: round(durationMs),
        // Since August 2025 Lambda bills the initialization of on-demand functions too.
        billedDurationMs: Math.ceil(durationMs + (initDurationMs ?? 0)),
        memorySizeMB: this.#definition.memoryMegabytes,
        maxMemoryUsedMB: Math.ceil(maxMemoryBytes / BYTES_PER_MEGABYTE),
        ...(initDurationMs !== undefined && { initDurationMs: round(initDurationMs) }),
      },
      status: statusOf(result),
      ...(!result.ok && { errorType: result.errorType }),
    });
  }

  /** Lambda logs starts and successes at INFO, and failures at WARN. */
  get #logsSuccess(): boolean {
    return this.#definition.systemLogLevel !== 'WARN';
  }

  #writePlatform(type: string, record: Record<string, unknown>): void {
    this.#write(JSON.stringify({ time: new Date().toISOString(), type, record }));
  }

  #write(message: string): void {
    const { logGroupName, logStreamName } = this;
    this.#onLog({ timestamp: Date.now(), logGroupName, logStreamName, message });
  }
}

function statusOf(result: InvocationResult): string {
  if (result.ok) return 'success';
  return result.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
}

/** To two decimals, as Lambda does. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
