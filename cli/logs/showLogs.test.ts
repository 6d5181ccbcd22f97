import { describe, expect, it } from 'vitest';
import { showLogs } from './showLogs.ts';

const line = (message: string) => ({ timestamp: 0, logGroupName: '/aws/lambda/worker', logStreamName: 's', message });

/** Shows what each read returns, and continues as long as there is another read. */
async function show(reads: string[][]): Promise<string> {
  let output = '';
  await showLogs({
    tail: {
      pollIntervalMs: 0,
      async *read() {
        yield* (reads.shift() ?? []).map(line);
      },
    },
    selection: { level: 'warn' },
    format: ({ message }) => (message.includes('hidden') ? undefined : message),
    async write(text) {
      output += text;
    },
    waitForNextRead: async () => reads.length > 0,
  });
  return output;
}

const warning = (text: string) => JSON.stringify({ level: 'WARN', text });

describe('showLogs', () => {
  it('writes the selected lines that have a format', async () => {
    expect(await show([[warning('a'), 'not selected', warning('hidden'), warning('b')]])).toBe(
      `${warning('a')}\n${warning('b')}\n`,
    );
  });

  it('reads again until there is nothing to wait for', async () => {
    expect(await show([[warning('a')], [], [warning('b')]])).toBe(`${warning('a')}\n${warning('b')}\n`);
  });
});
