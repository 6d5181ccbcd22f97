import { escapeUnprintable } from '../escape.ts';

/** How long an error is not printed again. On a full disk, each log subscription fails once a second. */
const REPEATED_WITHIN_MS = 60_000;

/**
 * Returns a function that prints errors of the host, each message on one line and at most once a minute.
 *
 * @param now milliseconds of any clock
 */
export function hostErrorPrinter(print: (line: string) => void, now: () => number): (error: Error) => void {
  const printedAt = new Map<string, number>();
  return (error) => {
    const time = now();
    for (const [message, at] of printedAt) if (time - at >= REPEATED_WITHIN_MS) printedAt.delete(message);
    if (printedAt.has(error.message)) return;
    printedAt.set(error.message, time);
    print(escapeUnprintable(error.message));
  };
}
