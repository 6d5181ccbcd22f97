import type { NormalizedText } from './normalize.ts';

export type RuleName = 'yes-no-question' | 'dangerous-data' | 'personal-data';

/** One reason why an input is unfit. */
export interface Finding {
  rule: RuleName;
  /** Its name in reports: "email", "SQL injection". */
  type: string;
  /** What the client should change, in one sentence that never quotes the input. */
  advice: string;
}

/** A row of a rule table. */
export interface Rule {
  type: string;
  advice: string;
  finds(text: NormalizedText): boolean;
}

/** The findings of one table, in the table's order. */
export function findingsOf(rule: RuleName, table: readonly Rule[], text: NormalizedText): Finding[] {
  return table.filter(({ finds }) => finds(text)).map(({ type, advice }) => ({ rule, type, advice }));
}
