import { beforeEach, expect, it, vi } from 'vitest';
import { stopHandler } from './stopOnSignal.ts';

const exit = vi.fn<(code: number) => void>();
let stopped: PromiseWithResolvers<void>;
let timeMs: number;
let handle: ReturnType<typeof stopHandler>;

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
  exit.mockReset();
  stopped = Promise.withResolvers();
  timeMs = 1_000;
  handle = stopHandler({ stop: () => stopped.promise, exit, now: () => timeMs });
});

it.each([
  ['SIGINT', 0],
  ['SIGTERM', 0],
  ['SIGHUP', 0],
  ['closed output', 0],
  ['fatal error', 1],
] as const)('on %s exits with code %d once the service has stopped', async (cause, code) => {
  const handled = handle(cause);
  expect(exit).not.toHaveBeenCalled();
  stopped.resolve();
  await handled;
  expect(exit.mock.calls).toEqual([[code]]);
});

it('exits with code 1 when the service cannot be stopped', async () => {
  stopped.reject(new Error('no'));
  await handle('SIGTERM');
  expect(exit.mock.calls).toEqual([[1]]);
});

it('exits with code 130 at a second signal, without waiting for the service', () => {
  handle('SIGINT');
  timeMs += 200;
  handle('SIGINT');
  expect(exit.mock.calls).toEqual([[130]]);
});

it('ignores a signal that npm passes on after the terminal has sent it', () => {
  handle('SIGINT');
  timeMs += 199;
  handle('SIGINT');
  expect(exit).not.toHaveBeenCalled();
});

it.each(['SIGHUP', 'closed output', 'fatal error'] as const)('ignores %s while it stops', (cause) => {
  handle('SIGINT');
  timeMs += 1_000;
  handle(cause);
  expect(exit).not.toHaveBeenCalled();
});

it('prints nothing to a standard output that is closed', () => {
  handle('closed output');
  expect(console.log).not.toHaveBeenCalled();
});
