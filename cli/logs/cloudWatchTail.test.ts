import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchLogsClient as Client } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { CloudWatchTail, listStackLogGroups } from './cloudWatchTail.ts';

interface Event {
  eventId?: string;
  timestamp: number;
  message: string;
}

/** A client of a CloudWatch Logs that returns pages of two. */
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

const messages = async (tail: CloudWatchTail) => (await Array.fromAsync(tail.read())).map(({ message }) => message);

describe('listStackLogGroups', () => {
  it("lists the log groups of the stack's functions from all pages, sorted", async () => {
    const client = cloudWatch({
      '/aws/lambda/Augur-submit': [],
      '/aws/lambda/Augur-worker': [],
      '/aws/lambda/Augur-gateway': [],
      '/aws/lambda/Augur-test-worker': [],
      '/aws/lambda/Other-worker': [],
    });
    const names = ['gateway', 'submit', 'worker'].map((name) => `/aws/lambda/Augur-${name}`);
    expect(await listStackLogGroups(client, 'Augur')).toEqual(names);
  });
});

describe('CloudWatchTail', () => {
  it('reads all pages of its log groups, merged by time', async () => {
    const client = cloudWatch({
      a: [1, 4, 5].map((timestamp) => ({ eventId: `a${timestamp}`, timestamp, message: `a${timestamp}\n` })),
      b: [2, 3].map((timestamp) => ({ timestamp, message: `b${timestamp}` })),
      c: [{ timestamp: 3, message: 'of another log group' }],
    });
    const tail = new CloudWatchTail(client, { since: 2, logGroupNames: new Set(['a', 'b']) });
    expect(await messages(tail)).toEqual(['b2', 'b3', 'a4', 'a5']);
  });

  it('reads an event that arrives late once, and no event twice', async () => {
    const a: Event[] = [{ timestamp: 100_000, message: 'first' }];
    const tail = new CloudWatchTail(cloudWatch({ a }), { since: 0, logGroupNames: new Set(['a']) });
    expect(await messages(tail)).toEqual(['first']);
    expect(await messages(tail)).toEqual([]);
    a.push({ timestamp: 99_000, message: 'late' }, { timestamp: 200_000, message: 'new' });
    expect(await messages(tail)).toEqual(['late', 'new']);
    expect(await messages(tail)).toEqual([]);
  });
});
