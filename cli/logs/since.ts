const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * A time as `aws logs tail --since` takes it: how long ago (`30s`, `5m`, `12h`, `2d`, `1w`) or in ISO 8601.
 *
 * @param now in milliseconds since the epoch, and so is what it returns
 * @throws Error for anything else
 */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count !== undefined && unitMs !== undefined) return now - Number(count) * unitMs;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new Error(`--since takes 30s, 5m, 12h, 2d, 1w or an ISO time, not ${text}`);
  return time;
}
