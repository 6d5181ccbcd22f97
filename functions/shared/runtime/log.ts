import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** Formats one flat JSON line per event: what happened, to which task, in which request. No stack trace. */
class EventFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    return new LogItem({
      attributes: {
        timestamp: attributes.timestamp.toISOString(),
        level: attributes.logLevel,
        function: attributes.serviceName,
        message: attributes.message,
        request_id: attributes.lambdaContext?.awsRequestId,
        ...additional,
      },
    });
  }

  /** An error's other properties may contain input. */
  override formatError({ name, message, cause }: Error): LogAttributes {
    return { name, message, ...(cause instanceof Error && { cause: this.formatError(cause) }) };
  }
}

/**
 * A JSON value that a log line contains unchanged. The logger copies plain objects, which loses some members, and leaves out
 * null and the empty string.
 */
export class LoggedValue {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  toJSON(): unknown {
    return this.#value;
  }
}

/**
 * The logger of this execution environment. Never log input, a token or personal data. `POWERTOOLS_SERVICE_NAME` sets the
 * function's name, `POWERTOOLS_LOG_LEVEL` the level.
 */
export const log = new Logger({ logFormatter: new EventFormatter() });
