import { expect, it, vi } from 'vitest';
import { hostErrorPrinter } from './hostErrorPrinter.ts';

it('prints the same message once a minute, and other messages at once', () => {
  const print = vi.fn<(line: string) => void>();
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
  expect(print.mock.calls.flat()).toEqual(['disk full', 'other', 'disk full']);
});

it('prints a message on one line', () => {
  const print = vi.fn<(line: string) => void>();
  hostErrorPrinter(print, () => 0)(new Error('failed:\n12:00:00.000 forged'));
  expect(print).toHaveBeenCalledWith('failed:\\n12:00:00.000 forged');
});
