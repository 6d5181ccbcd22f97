/**
 * npm passes a signal on to the command that it runs, which already has it from the terminal. Where the shell replaces
 * itself by the command (bash does), one Ctrl-C arrives twice: within 1 ms as measured with npm 11 on an idle machine.
 */
const REPEATED_WITHIN_MS = 200;

interface StopOptions {
  /** Stops the service gracefully. */
  readonly stop: () => Promise<void>;
  readonly exit: (code: number) => void;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/**
 * The handler of SIGINT and SIGTERM. The first signal stops the service and exits with code 0. A second one exits at once
 * with code 130.
 */
export function signalHandler({ stop, exit, now }: StopOptions): () => Promise<void> {
  let firstAt: number | undefined;
  return async () => {
    if (firstAt !== undefined) {
      if (now() - firstAt >= REPEATED_WITHIN_MS) exit(130);
      return;
    }
    firstAt = now();
    console.log('\nStopping. Tasks in progress finish or stay in their queue …');
    await stop();
    exit(0);
  };
}

/** Stops the service on Ctrl-C or SIGTERM. */
export function stopOnSignal(stop: () => Promise<void>): void {
  const handle = signalHandler({ stop, exit: (code) => process.exit(code), now: () => performance.now() });
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}
