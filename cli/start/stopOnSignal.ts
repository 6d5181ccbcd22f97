import { printError } from '../runMain.ts';

/**
 * npm passes a signal on to the command that it runs, which already has it from the terminal. Where the shell replaces
 * itself by the command (bash does), one Ctrl-C arrives twice: within 1 ms as measured with npm 11 on an idle machine.
 */
const REPEATED_WITHIN_MS = 200;

type StopCause = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'closed output' | 'fatal error';

interface StopOptions {
  /** Stops the service gracefully. */
  readonly stop: () => Promise<void>;
  readonly exit: (code: number) => void;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/**
 * The handler of everything that ends the service. The first cause stops the service and exits with code 0, or with code 1
 * after a fatal error or when the service cannot be stopped. A second SIGINT or SIGTERM exits at once with code 130. The
 * other causes follow from the first one: a terminal that is closed sends SIGHUP and takes no more output.
 */
export function stopHandler({ stop, exit, now }: StopOptions): (cause: StopCause) => Promise<void> {
  let firstAt: number | undefined;
  return async (cause) => {
    if (firstAt !== undefined) {
      const isRequest = cause === 'SIGINT' || cause === 'SIGTERM';
      if (isRequest && now() - firstAt >= REPEATED_WITHIN_MS) exit(130);
      return;
    }
    firstAt = now();
    if (cause === 'SIGHUP') console.error('The terminal or the process that started the service has ended.');
    if (cause === 'closed output') console.error('Standard output was closed.');
    // Standard output may be what is closed.
    const print = cause === 'SIGINT' || cause === 'SIGTERM' ? console.log : console.error;
    print('\nStopping. Tasks in progress finish or stay in their queue …');
    try {
      await stop();
    } catch (error) {
      printError(error);
      exit(1);
      return;
    }
    exit(cause === 'fatal error' ? 1 : 0);
  };
}

/**
 * Stops the service on Ctrl-C, SIGTERM, SIGHUP, and when standard output is closed, as in `npm start | head`.
 *
 * @returns what stops the service after a fatal error
 */
export function stopOnSignal(stop: () => Promise<void>): () => Promise<void> {
  const handle = stopHandler({ stop, exit: (code) => process.exit(code), now: () => performance.now() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => handle(signal));
  process.stdout.on('error', () => handle('closed output'));
  // Nobody reads it. Without a listener the process would crash.
  process.stderr.on('error', () => {});
  return () => handle('fatal error');
}
