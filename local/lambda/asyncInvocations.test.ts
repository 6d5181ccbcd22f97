import { describe, expect, it } from 'vitest';
import { AsyncInvocations } from './asyncInvocations.ts';
import type { InvocationResult } from './invocation.ts';

const ok: InvocationResult = { ok: true, payload: null };
const failed: InvocationResult = { ok: false, errorType: 'Error', errorMessage: 'not now' };

function invocations(answer: (event: unknown, attempt: number) => InvocationResult, hasFailureDestination = true) {
  const delays: number[] = [];
  const errors: string[] = [];
  const invoked: unknown[] = [];
  const failureRecords: object[] = [];
  const delivery = new AsyncInvocations({
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Example-telemetry',
    async invoke(event) {
      invoked.push(event);
      return answer(event, invoked.length);
    },
    maximumRetryAttempts: 2,
    ...(hasFailureDestination && {
      async onExhausted(record: object) {
        failureRecords.push(record);
      },
    }),
    onError: ({ message }) => errors.push(message),
    async sleep(delayMs, signal) {
      if (!signal.aborted) delays.push(delayMs);
    },
    now: () => 0,
  });
  return { delivery, delays, errors, invoked, failureRecords };
}

describe('asynchronous invocations', () => {
  it('run one at a time, in the order of their events', async () => {
    let running = 0;
    const { delivery, invoked } = invocations(() => {
      expect(running).toBe(0);
      running += 1;
      queueMicrotask(() => {
        running -= 1;
      });
      return ok;
    });
    expect(await Promise.all([1, 2, 3].map((event) => delivery.deliver(event)))).toEqual([true, true, true]);
    expect(invoked).toEqual([1, 2, 3]);
  });

  it('are retried while no event succeeds, with a delay that doubles up to 60 s, and report the failure once', async () => {
    const { delivery, delays, errors, failureRecords } = invocations((_, attempt) => (attempt <= 20 ? failed : ok));
    expect(await delivery.deliver('event')).toBe(true);
    expect(delays.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(delays).toHaveLength(20);
    expect(failureRecords).toEqual([]);
    expect(errors).toEqual(['Example-telemetry failed and is retried until it succeeds: not now']);
  });

  it('send an event to the failure destination when it failed three times while others succeeded', async () => {
    const { delivery, invoked, failureRecords } = invocations((event) => (event === 'bad' ? failed : ok));
    const bad = delivery.deliver('bad');
    for (let event = 0; event < 5; event += 1) expect(await delivery.deliver(event)).toBe(true);
    expect(await bad).toBe(true);
    expect(invoked.filter((event) => event === 'bad')).toHaveLength(3);
    expect(failureRecords).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: 'bad',
        responsePayload: { errorMessage: 'not now' },
      },
    ]);
  });

  it('retry an event without end when there is no failure destination', async () => {
    let attempts = 0;
    const { delivery } = invocations((event) => (event === 'bad' && attempts++ < 10 ? failed : ok), false);
    const bad = delivery.deliver('bad');
    for (let event = 0; event < 30; event += 1) await delivery.deliver(event);
    expect(await bad).toBe(true);
    expect(attempts).toBe(11);
  });

  it('attempt an event once, and report nothing, after they are stopped', async () => {
    const { delivery, invoked, errors } = invocations(() => failed);
    delivery.stop();
    expect(await delivery.deliver('event')).toBe(false);
    expect(invoked).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});
