import { describe, expect, it } from 'vitest';
import { eventually } from './client.ts';
import { connectTo, deployedOnly, deployedUrl } from './deployed.ts';

/** The schedule's minute, and the delay of CloudWatch Logs. */
const BEAT_TIMEOUT_MS = 100_000;

// failures.test.ts checks the alert of an unhealthy service: it needs a service that a test may break.
describe.skipIf(deployedOnly)(`the schedule of a deployed service${deployedOnly}`, () => {
  it('runs the heartbeat every minute, which finds the service healthy', async () => {
    const run = await connectTo(deployedUrl ?? '');
    const line = await eventually(
      async () =>
        run
          .output()
          .split('\n')
          .find((text) => / Heartbeat( |$)/.test(text)),
      BEAT_TIMEOUT_MS,
    );
    expect(line).toMatch(/-heartbeat +INFO +Heartbeat (queue_ms=\d+ )?duration_ms=\d+/);
    await run.stop();
  });
});
