import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runMain } from '../cli/runMain.ts';
import { type Adversary, slowData, slowQuestions } from '../functions/shared/guardrails/adversaries.ts';
import { checkData, checkQuestion, type Finding } from '../functions/shared/guardrails/guardrails.ts';

const USAGE = `Prints the precision and recall of the guardrails on a labelled corpus, by rule and by type of finding,
and how long checks of inputs take that are made to be slow. Exits with 1 when one takes longer than it may.

  npm run bench:guardrails                        the corpus in functions/shared/guardrails/corpus.json
  npm run bench:guardrails -- mine.json …         other files: [{ "text": …, "as": "question" | "data", "expect": [types] }]`;

const DEFAULT_CORPUS = new URL('../functions/shared/guardrails/corpus.json', import.meta.url);
const MAX_PRINTED_CHARACTERS = 160;

/** How long a check may take on the machine of bench/results: of a question of 2,000 characters, and of a body of 64 KB. */
const MAX_QUESTION_MS = 50;
const MAX_DATA_MS = 500;
const PRINTED_ADVERSARIES = 5;
/** The fastest of this many checks counts: the first compiles the patterns, and other processes slow down any of them. */
const CHECKS = 3;

/** An input and the types of findings that the guardrails should have. */
interface LabelledInput {
  readonly text: string;
  readonly as: 'question' | 'data';
  readonly expect: readonly string[];
}

/** Counts of a binary classifier. */
interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** The rule of each type of finding; types that are missing belong to `dangerous-data`. */
const RULE_OF_TYPE: Readonly<Record<string, Finding['rule']>> = {
  email: 'personal-data',
  phone: 'personal-data',
  'payment card': 'personal-data',
  IBAN: 'personal-data',
  SSN: 'personal-data',
  'IP address': 'personal-data',
  'not a yes/no question': 'yes-no-question',
  empty: 'yes-no-question',
  'too long': 'yes-no-question',
};

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }

  const files = positionals.length > 0 ? positionals : [DEFAULT_CORPUS];
  const corpus = files.flatMap((file): LabelledInput[] => JSON.parse(readFileSync(file, 'utf8')));
  const countsByType = new Map<string, Counts>();
  const countsByRule = new Map<string, Counts>();
  const errors: string[] = [];
  for (const { text, as, expect } of corpus) {
    const found = findTypes(text, as);
    addCounts(countsByType, found, expect);
    addCounts(countsByRule, found.map(toRule), expect.map(toRule));
    const quoted = JSON.stringify(text).slice(0, MAX_PRINTED_CHARACTERS);
    const missed = expect.filter((type) => !found.includes(type));
    const falseAlarms = found.filter((type) => !expect.includes(type));
    if (missed.length > 0) errors.push(`missed ${missed.join(' and ')}: ${quoted}`);
    if (falseAlarms.length > 0) errors.push(`false alarm ${falseAlarms.join(' and ')}: ${quoted}`);
  }

  const fit = corpus.filter(({ expect }) => expect.length === 0);
  console.log(`${corpus.length} inputs, ${fit.length} of them fit`);
  print('rule', countsByRule);
  print('type', countsByType);
  console.log(errors.length === 0 ? 'No misses, no false alarms.' : errors.join('\n'));

  const isFast = [
    printSlowest('question of 2,000 characters', slowQuestions, checkQuestion, MAX_QUESTION_MS),
    printSlowest('64 KB of data', slowData, checkData, MAX_DATA_MS),
  ];
  if (isFast.includes(false)) process.exitCode = 1;
}

/** Prints the adversaries whose checks take longest. @returns whether each takes at most `maxMs` */
function printSlowest<Input>(
  title: string,
  adversaries: readonly Adversary<Input>[],
  check: (input: Input) => unknown,
  maxMs: number,
): boolean {
  const rows = adversaries
    .map(({ name, input }) => ({
      [title]: name,
      ms: Math.min(...Array.from({ length: CHECKS }, () => measureMs(() => check(input)))),
    }))
    .sort((one, other) => other.ms - one.ms);
  console.table(rows.slice(0, PRINTED_ADVERSARIES).map((row) => ({ ...row, ms: Math.round(row.ms) })));
  const worstMs = rows[0]?.ms ?? 0;
  console.log(`Worst ${title}, of ${rows.length}: ${worstMs.toFixed(0)} ms; at most ${maxMs} ms.`);
  return worstMs <= maxMs;
}

function measureMs(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** The types of findings in a text. Data that is valid JSON is checked as the value that it encodes. */
function findTypes(text: string, as: LabelledInput['as']): string[] {
  const findings = as === 'question' ? checkQuestion(text) : checkData(/^[[{]/.test(text) ? parseIfJson(text) : text);
  return findings.map(({ type }) => type);
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toRule(type: string): string {
  return RULE_OF_TYPE[type] ?? 'dangerous-data';
}

/** Counts each name of an input once. */
function addCounts(counts: Map<string, Counts>, found: readonly string[], expected: readonly string[]): void {
  for (const name of new Set([...found, ...expected])) {
    const ofName = counts.get(name) ?? { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
    if (!found.includes(name)) ofName.falseNegatives += 1;
    else if (expected.includes(name)) ofName.truePositives += 1;
    else ofName.falsePositives += 1;
    counts.set(name, ofName);
  }
}

function print(title: string, counts: ReadonlyMap<string, Counts>): void {
  const rows = [...counts].map(([name, { truePositives, falsePositives, falseNegatives }]) => ({
    [title]: name,
    precision: formatRatio(truePositives, truePositives + falsePositives),
    recall: formatRatio(truePositives, truePositives + falseNegatives),
    hits: truePositives,
    misses: falseNegatives,
    'false alarms': falsePositives,
  }));
  console.table(rows);
}

function formatRatio(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3);
}

await runMain(main);
