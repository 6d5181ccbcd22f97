import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after the delay, or as soon as the signal is aborted. */
export async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal }).catch(() => {});
}
