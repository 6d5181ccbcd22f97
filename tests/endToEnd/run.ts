/** A service under test, wherever it runs. */
export interface Run {
  /** The API's URL, without a slash at its end. */
  readonly url: string;
  /** The log lines of its functions that have been read so far. */
  output(): string;
  /** How many lines of its log say that a task has succeeded. */
  answers(taskId: string): number;
  /** Stops the service, or disconnects from a deployed one. @returns the exit code; 0 for a deployed service */
  stop(): Promise<number | null>;
}
