import type { NormalizedText } from './normalize.ts';

export type RuleName = 'yes-no-question' | 'dangerous-data' | 'personal-data';

/** One reason why an input is rejected. */
export interface Finding {
  rule: RuleName;
  /** The name in responses and reports: "email", "SQL injection". */
  type: string;
  /** What the client must change, in one sentence. Does not quote the input. */
  advice: string;
}

/** One type of finding: its name, its advice, and the check for it. */
export interface Rule {
  type: string;
  advice: string;
  finds(text: NormalizedText): boolean;
}

/** The findings of `table`, in its order. */
export function findingsOf(rule: RuleName, table: readonly Rule[], text: NormalizedText): Finding[] {
  return table.filter(({ finds }) => finds(text)).map(({ type, advice }) => ({ rule, type, advice }));
}
