import { dangerousData } from './dangerousData.ts';
import { read } from './normalize.ts';
import { personalData, personalDataIn } from './personalData.ts';
import { type Finding, findingsOf } from './rule.ts';
import { yesNoQuestion } from './yesNoQuestion.ts';

export { MAX_QUESTION_CHARACTERS } from './yesNoQuestion.ts';
export type { Finding };

/** Data beyond this many values or characters is refused, not skimmed: what was not looked at cannot be called safe. */
export const MAX_DATA_VALUES = 20_000;
export const MAX_DATA_CHARACTERS = 1_048_576;

/**
 * What is wrong with a question: every finding of all three rules, empty when it is fine.
 * Dangerous data first, then personal data, then what keeps it from being a yes/no question.
 * Never throws, and takes time in proportion to the text.
 */
export function checkQuestion(text: string): Finding[] {
  const reading = read(text);
  return [
    ...findingsOf('dangerous-data', dangerousData, reading),
    ...personalDataIn(reading),
    ...findingsOf('yes-no-question', yesNoQuestion, reading),
  ];
}

/** What is wrong with text that need not be a question: dangerous and personal data. */
export function checkText(text: string): Finding[] {
  const reading = read(text);
  return [...findingsOf('dangerous-data', dangerousData, reading), ...personalDataIn(reading)];
}

/**
 * Dangerous and personal data anywhere in a JSON value: keys, strings, and numbers long enough to be somebody's.
 * Nesting may be as deep as it likes; data over {@link MAX_DATA_VALUES} or {@link MAX_DATA_CHARACTERS} is itself a finding.
 */
export function checkData(value: unknown): Finding[] {
  const findings = new Map<string, Finding>();
  let values = 0;
  let characters = 0;
  for (const text of textsIn(value)) {
    values += 1;
    characters += text.length;
    if (values > MAX_DATA_VALUES || characters > MAX_DATA_CHARACTERS) {
      findings.set('too long', TOO_MUCH_DATA);
      break;
    }
    for (const finding of checkText(text)) findings.set(finding.type, finding);
  }
  return DATA_TYPES.flatMap((type) => findings.get(type) ?? []);
}

const TOO_MUCH_DATA: Finding = {
  rule: 'dangerous-data',
  type: 'too long',
  advice: 'Send less data in one request: this much cannot be checked.',
};

const DATA_TYPES: readonly string[] = [
  ...dangerousData.map(({ type }) => type),
  TOO_MUCH_DATA.type,
  ...personalData.map(({ type }) => type),
];

/** An address or a version has no fewer digits, and every other number that identifies somebody has more. */
const FEWEST_DIGITS = 4;

/**
 * Every string and long number of a JSON value. What holds digits comes with its key, because a key often says
 * what a number is: `{"phone": 991414444}`. Walks with a stack of its own, so nesting cannot exhaust the call stack.
 */
export function* textsIn(root: unknown): Generator<string> {
  const pending: { label: string; value: unknown }[] = [{ label: '', value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { label, value } = next;
    if (typeof value === 'string') yield hasDigits(value) ? labelled(label, value) : value;
    else if (typeof value === 'number') yield labelled(label, String(value));
    else if (Array.isArray(value)) for (const item of value) pending.push({ label, value: item });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        yield key;
        pending.push({ label: key, value: member });
      }
    }
  }
}

function hasDigits(text: string): boolean {
  return text.length <= 64 && (text.match(/\p{Nd}/gu) ?? []).length >= FEWEST_DIGITS;
}

/** `homePhone` and `home_phone` are read as words, like the labels people write. */
function labelled(key: string, value: string): string {
  if (key === '' || key.length > 64) return value;
  return `${key.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').replace(/[_-]+/g, ' ')}: ${value}`;
}
