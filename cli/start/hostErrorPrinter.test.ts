import { expect, it, vi } from 'vitest';
import { hostErrorPrinter } from './hostErrorPrinter.ts';

it('prints the same message once a minute, and other messages at once', () => {
  const print = vi.fn<(error: Error) => void>();
  let timeMs = 0;
  const printHostError = hostErrorPrinter(print, () => timeMs);
  for (const [atMs, message] of [
    [0, 'disk full'],
    [59_999, 'disk full'],
    [59_999, 'other'],
    [60_000, 'disk full'],
  ] as const) {
    timeMs = atMs;
    printHostError(new Error(message));
  }
  expect(print.mock.calls.map(([{ message }]) => message)).toEqual(['disk full', 'other', 'disk full']);
});
