const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Parses a time like `aws logs tail --since` does: a duration before now (`30s`, `5m`, `12h`, `2d`, `1w`) or a time in ISO 8601,
 * in UTC when it has no zone, as the times that are shown.
 *
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch
 * @throws Error that lists what is accepted, for any other text
 */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count !== undefined && unitMs !== undefined) return now - Number(count) * unitMs;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(withZone(text)) : Number.NaN;
  if (Number.isNaN(time)) throw new Error(`--since takes 30s, 5m, 12h, 2d, 1w or an ISO time, not ${text}`);
  return time;
}

function withZone(text: string): string {
  const hasTime = /\d:\d\d/.test(text);
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  return hasTime && !hasZone ? `${text}Z` : text;
}
