import { describe, expect, it } from 'vitest';
import { eventually } from './client.ts';
import { connectTo, deployedOnly, deployedUrl } from './deployed.ts';

/** The schedule is a minute, and CloudWatch Logs shows a line when it finds the time. */
const BEAT_TIMEOUT_MS = 100_000;

// What it does where the service is not well, failures.test.ts looks at: that needs a service that may be broken.
describe.skipIf(deployedOnly)(`the schedule of a service that is deployed${deployedOnly}`, () => {
  it('has the heartbeat look every minute, and find it well', async () => {
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
