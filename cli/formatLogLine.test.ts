import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatLogLine } from './formatLogLine.ts';

/** A line break, and characters that hide or reorder what follows. */
const FORGED = '\n12:00:00.000 Augur-worker INFO forged\u009b2K\u202e\u2028\u200b';

function formatWithStyles(message: unknown): string | undefined {
  return formatLogLine({
    timestamp: Date.UTC(2026, 10, 25, 12, 34, 56, 789),
    logGroupName: '/aws/lambda/Augur-worker',
    logStreamName: 's',
    message: typeof message === 'string' ? message : JSON.stringify(message),
  });
}

function format(message: unknown): string | undefined {
  const line = formatWithStyles(message);
  return line === undefined ? undefined : stripVTControlCharacters(line);
}

describe('formatLogLine', () => {
  it('shows time, function, level and message in columns, and other fields as key=value', () => {
    const fields = {
      level: 'WARN',
      message: 'Task started',
      task_id: 'a-1',
      request_id: 'r',
      types: ['x'],
      wait_ms: 5,
    };
    expect(format(fields)).toBe(
      '12:34:56.789 Augur-worker         WARN  Task started task_id=a-1 types=["x"] wait_ms=5',
    );
  });

  it.each(['plain text', '{"cut off', '[1]', '7'])(
    'shows the message %s, which is not a JSON object, as it is',
    (text) => {
      expect(format(text)).toBe(`12:34:56.789 Augur-worker         ${text}`);
    },
  );

  it.each([
    ['text', `plain${FORGED}`],
    ['a message', { message: `a${FORGED}` }],
    ['a level', { message: 'a', level: `INFO${FORGED}` }],
    ['a field', { message: 'a', data: `b${FORGED}` }],
    ['the name of a field', { message: 'a', [`b${FORGED}`]: 1 }],
    ['a nested field', { message: 'a', data: { [FORGED]: FORGED } }],
    ['the reason of a failure', { type: 'platform.report', record: { status: FORGED, errorType: FORGED } }],
  ])('escapes unprintable characters in %s', (_, message) => {
    const line = formatWithStyles(message);
    expect(line).toContain('\\n12:00:00.000 Augur-worker INFO forged\\u009b2K\\u202e\\u2028\\u200b');
    expect(stripVTControlCharacters(line ?? '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it("shows Lambda's report of a failed invocation as an error", () => {
    const report = { type: 'platform.report', record: { status: 'error', errorType: 'Sandbox.Timedout' } };
    expect(format(report)).toBe('12:34:56.789 Augur-worker         ERROR Invocation ended in error: Sandbox.Timedout');
  });

  it.each([
    ["Lambda's start message", { type: 'platform.start', record: {} }],
    ["Lambda's report of a successful invocation", { type: 'platform.report', record: { status: 'success' } }],
    ['a metric', { _aws: {}, Tasks: 1 }],
  ])('returns nothing for %s', (_, message) => {
    expect(format(message)).toBeUndefined();
  });
});
