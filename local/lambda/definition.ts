/** A function as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The directory of its bundle. */
  readonly codeDirectory: string;
  /** `<file>.<export>`, such as `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  /** The least severe level of Lambda's own log lines (`LoggingConfig.SystemLogLevel`). */
  readonly systemLogLevel: 'DEBUG' | 'INFO' | 'WARN';
}

/** A line that a function wrote, or that Lambda wrote about it. */
export interface FunctionLogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly message: string;
}
