/** A service that tests talk to, wherever it runs. */
export interface Run {
  /** Where its API is, without a slash at its end. */
  readonly url: string;
  /** Everything that its functions logged so far, as far as it has been read. */
  output(): string;
  /** How often its log says that a task was answered. */
  answers(taskId: string): number;
  /** Resolves when the tests need it no more. @returns 0 when it has ended well, or goes on */
  stop(): Promise<number | null>;
}
