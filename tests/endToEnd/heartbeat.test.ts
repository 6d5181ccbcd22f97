import { describe, expect, it } from 'vitest';
import { eventually } from './client.ts';
import { connectTo, deployedUrl } from './deployed.ts';

/** The schedule is a minute, and CloudWatch Logs shows a line when it finds the time. */
const BEAT_TIMEOUT_MS = 100_000;

// What it does where the service is not well, failures.test.ts looks at: that needs a service that may be broken.
const why = deployedUrl === undefined ? ' (skipped: AUGUR_URL names no service that is deployed)' : '';

describe.skipIf(why)(`the schedule of a service that is deployed${why}`, () => {
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
    expect(line).toMatch(/-heartbeat +INFO +Heartbeat duration_ms=\d+/);
    await run.stop();
  });
});
