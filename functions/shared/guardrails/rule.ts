import type { Reading } from './normalize.ts';

export type RuleName = 'yes-no-question' | 'dangerous-data' | 'personal-data';

/** One thing that makes an input unfit. */
export interface Finding {
  rule: RuleName;
  /** The word that names it in reports: "email", "SQL injection". */
  type: string;
  /** What the client should change, in one sentence that never repeats the input. */
  advice: string;
}

/** A row of a rule table. */
export interface Rule {
  type: string;
  advice: string;
  finds(reading: Reading): boolean;
}

/** The findings of one table, in the table's order. */
export function findingsOf(rule: RuleName, table: readonly Rule[], reading: Reading): Finding[] {
  return table.filter(({ finds }) => finds(reading)).map(({ type, advice }) => ({ rule, type, advice }));
}
