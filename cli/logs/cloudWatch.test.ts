import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchLogsClient as Client } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { CloudWatchTail, stackLogGroups } from './cloudWatch.ts';

interface Event {
  eventId?: string;
  timestamp: number;
  message: string;
}

/** CloudWatch Logs as its client sees it, with pages of two. */
function cloudWatch(groups: Record<string, Event[]>): CloudWatchLogsClient {
  const client = new Client({ region: 'eu-central-1' });
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    const at = Number(input.nextToken ?? 0);
    const nextToken = (all: unknown[]) => (all.length > at + 2 ? String(at + 2) : undefined);
    if (input.logGroupName === undefined) {
      const names = Object.keys(groups).filter((name) => name.startsWith(String(input.logGroupNamePrefix)));
      return {
        logGroups: names.slice(at, at + 2).map((logGroupName) => ({ logGroupName })),
        nextToken: nextToken(names),
      };
    }
    const events = (groups[String(input.logGroupName)] ?? []).filter(
      ({ timestamp }) => timestamp >= Number(input.startTime),
    );
    return { events: events.slice(at, at + 2), nextToken: nextToken(events) };
  };
  return Object.assign(client, { send });
}

const messages = (lines: { message: string }[]) => lines.map(({ message }) => message);

describe('the log groups of CloudWatch', () => {
  it("are those of the stack's functions", async () => {
    const client = cloudWatch({ '/aws/lambda/Augur-b': [], '/aws/lambda/Augur-a': [], '/aws/lambda/Other-a': [] });
    expect(await stackLogGroups(client, 'Augur')).toEqual(['/aws/lambda/Augur-a', '/aws/lambda/Augur-b']);
  });

  it('are read in the order of their times, all pages of them', async () => {
    const client = cloudWatch({
      a: [1, 4, 5].map((timestamp) => ({ eventId: `a${timestamp}`, timestamp, message: `a${timestamp}\n` })),
      b: [2, 3].map((timestamp) => ({ timestamp, message: `b${timestamp}` })),
      c: [{ timestamp: 3, message: 'not asked for' }],
    });
    const tail = new CloudWatchTail(client, { since: 2, groups: new Set(['a', 'b']) });
    expect(messages(await Array.fromAsync(tail.history()))).toEqual(['b2', 'b3', 'a4', 'a5']);
  });

  it('are followed: what comes late is there once, what was there is not there again', async () => {
    const a: Event[] = [{ timestamp: 100_000, message: 'first' }];
    const tail = new CloudWatchTail(cloudWatch({ a }), { since: 0, groups: new Set(['a']) });
    expect(messages(await tail.more())).toEqual(['first']);
    expect(await tail.more()).toEqual([]);
    a.push({ timestamp: 99_000, message: 'late' }, { timestamp: 200_000, message: 'new' });
    expect(messages(await tail.more())).toEqual(['late', 'new']);
    expect(await tail.more()).toEqual([]);
  });
});
