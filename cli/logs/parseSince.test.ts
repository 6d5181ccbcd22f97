import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSince } from './parseSince.ts';

const now = Date.UTC(2026, 10, 23, 12);

describe('parseSince', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'America/New_York');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['30s', now - 30_000],
    ['5m', now - 300_000],
    ['12h', Date.UTC(2026, 10, 23, 0)],
    ['2d', Date.UTC(2026, 10, 21, 12)],
    ['1w', Date.UTC(2026, 10, 16, 12)],
    ['2026-11-23T10:30:00Z', Date.UTC(2026, 10, 23, 10, 30)],
    ['2026-11-23T10:30', Date.UTC(2026, 10, 23, 10, 30)],
    ['2026-11-23 10:30:00', Date.UTC(2026, 10, 23, 10, 30)],
    ['2026-11-23T10:30:00-05:00', Date.UTC(2026, 10, 23, 15, 30)],
    ['2026-11-23', Date.UTC(2026, 10, 23)],
  ])('parses %s', (text, expected) => {
    expect(parseSince(text, now)).toBe(expected);
  });

  it.each([[''], ['5'], ['5 m'], ['soon'], ['2026-13-45'], ['-5m']])('throws for %j', (text) => {
    expect(() => parseSince(text, now)).toThrow('--since takes');
  });
});
