import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The metrics of one invocation, in CloudWatch's embedded metric format. */
async function publishedBy(count: (metrics: typeof import('./metrics.ts')) => void, fails = false) {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const metrics = await import('./metrics.ts');
  const handler = middy()
    .use(metrics.publishMetrics)
    .handler(async () => {
      count(metrics);
      if (fails) throw new Error('failed');
    });
  await handler({}, {} as Context).catch(() => {});
  return lines.map((line) => JSON.parse(line));
}

describe('metrics', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Augur');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'submit');
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('are published at the end of an invocation, in the namespace of the stack and by service', async () => {
    const [line] = await publishedBy(({ countSucceeded }) => countSucceeded(20, 5_000));
    expect(line).toMatchObject({ service: 'submit', Succeeded: 1, QueueWait: 20, ProcessingTime: 5_000 });
    expect(line._aws.CloudWatchMetrics).toMatchObject([{ Namespace: 'Augur', Dimensions: [['service']] }]);
  });

  it('are published when the invocation fails', async () => {
    expect(await publishedBy(({ countAccepted }) => countAccepted(), true)).toMatchObject([{ Accepted: 1 }]);
  });

  it('have the guardrail as a dimension where an input was rejected', async () => {
    const [line] = await publishedBy(({ countRejected }) => countRejected('personal-data'));
    expect(line).toMatchObject({ rule: 'personal-data', Rejected: 1 });
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'rule']]);
  });

  it('are not published by an invocation that counted nothing', async () => {
    expect(await publishedBy(() => {})).toEqual([]);
  });
});
