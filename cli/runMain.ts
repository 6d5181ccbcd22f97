import { styleText } from 'node:util';
import { escapeLines } from './escape.ts';

/**
 * Prints an error's message, or a text, in red where standard error is a terminal, with unprintable characters escaped
 * except line breaks. Never prints a stack trace.
 */
export function printError(error: unknown): void {
  console.error(styleText('red', escapeLines(messageOf(error)), { stream: process.stderr }));
}

/** Runs a command's main function. When it throws, prints the message and exits with code 1. */
export async function runMain(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    printError(error);
    process.exit(1);
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isUsageError = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  // The messages of `parseArgs` have line breaks in the middle of a sentence.
  return isUsageError ? error.message.replaceAll('\n', ' ') : error.message;
}
