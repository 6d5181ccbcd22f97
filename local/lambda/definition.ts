/** A function, as the template describes it and as Lambda runs it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The folder of its bundle. */
  readonly codeDirectory: string;
  /** `<file>.<export>`, such as `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  /** From which level on Lambda logs what it does itself (`LoggingConfig.SystemLogLevel`). */
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

/** Where Lambda puts a function's lines. */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}
