/** Precision and recall of the alert rules on a labelled corpus: `node bench/alertRules.ts [corpus.json …]`. */
import { readFileSync } from 'node:fs';
import { checkData, checkQuestion, type Finding } from '../functions/shared/guardrails/guardrails.ts';

interface Labelled {
  text: string;
  as: 'question' | 'data';
  expect: string[];
}

interface Tally {
  hits: number;
  misses: number;
  falseAlarms: number;
}

const RULE_OF: Readonly<Record<string, Finding['rule']>> = {
  email: 'personal-data',
  phone: 'personal-data',
  'payment card': 'personal-data',
  IBAN: 'personal-data',
  SSN: 'personal-data',
  'IP address': 'personal-data',
  'not a yes/no question': 'yes-no-question',
  empty: 'yes-no-question',
};

const files = process.argv.slice(2);
const paths = files.length > 0 ? files : [new URL('../functions/shared/guardrails/corpus.json', import.meta.url)];
const corpus = paths.flatMap((path): Labelled[] => JSON.parse(readFileSync(path, 'utf8')));

const byType = new Map<string, Tally>();
const byRule = new Map<string, Tally>();
const wrong: string[] = [];

for (const { text, as, expect } of corpus) {
  const found = findingsOf(text, as);
  score(byType, found, expect);
  score(byRule, [...new Set(found.map(ruleOf))], [...new Set(expect.map(ruleOf))]);
  const missed = expect.filter((type) => !found.includes(type));
  const falseAlarms = found.filter((type) => !expect.includes(type));
  if (missed.length > 0) wrong.push(`missed ${missed.join(' and ')}: ${JSON.stringify(text).slice(0, 160)}`);
  if (falseAlarms.length > 0)
    wrong.push(`false alarm ${falseAlarms.join(' and ')}: ${JSON.stringify(text).slice(0, 160)}`);
}

console.log(`${corpus.length} inputs, ${corpus.filter(({ expect }) => expect.length === 0).length} of them fine`);
print('rule', byRule);
print('type', byType);
console.log(wrong.length === 0 ? 'No misses, no false alarms.' : wrong.join('\n'));

/** Data that is JSON is checked as JSON; a text that is not, as a text value. */
function findingsOf(text: string, as: Labelled['as']): string[] {
  const findings = as === 'question' ? checkQuestion(text) : checkData(/^[[{]/.test(text) ? jsonOr(text) : text);
  return findings.map(({ type }) => type);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function ruleOf(type: string): string {
  return RULE_OF[type] ?? (type === 'too long' ? 'yes-no-question' : 'dangerous-data');
}

function score(tallies: Map<string, Tally>, found: readonly string[], expected: readonly string[]): void {
  for (const name of new Set([...found, ...expected])) {
    const tally = tallies.get(name) ?? { hits: 0, misses: 0, falseAlarms: 0 };
    if (!found.includes(name)) tally.misses += 1;
    else if (expected.includes(name)) tally.hits += 1;
    else tally.falseAlarms += 1;
    tallies.set(name, tally);
  }
}

function print(title: string, tallies: ReadonlyMap<string, Tally>): void {
  const rows = [...tallies].map(([name, { hits, misses, falseAlarms }]) => ({
    [title]: name,
    precision: ratio(hits, hits + falseAlarms),
    recall: ratio(hits, hits + misses),
    hits,
    misses,
    'false alarms': falseAlarms,
  }));
  console.table(rows);
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3);
}
