import { beforeEach, expect, it, vi } from 'vitest';
import { signalHandler } from './stopOnSignal.ts';

const exit = vi.fn<(code: number) => void>();
let stopped: PromiseWithResolvers<void>;
let timeMs: number;
let handle: () => Promise<void>;

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  exit.mockReset();
  stopped = Promise.withResolvers();
  timeMs = 1_000;
  handle = signalHandler({ stop: () => stopped.promise, exit, now: () => timeMs });
});

it('exits with code 0 once the service has stopped', async () => {
  const handled = handle();
  expect(exit).not.toHaveBeenCalled();
  stopped.resolve();
  await handled;
  expect(exit.mock.calls).toEqual([[0]]);
});

it('exits with code 130 at a second signal, without waiting for the service', () => {
  handle();
  timeMs += 200;
  handle();
  expect(exit.mock.calls).toEqual([[130]]);
});

it('ignores a signal that npm passes on after the terminal has sent it', () => {
  handle();
  timeMs += 199;
  handle();
  expect(exit).not.toHaveBeenCalled();
});
