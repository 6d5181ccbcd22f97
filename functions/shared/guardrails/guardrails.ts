import { dangerousData } from './dangerousData.ts';
import { normalize } from './normalize.ts';
import { personalData, personalDataIn } from './personalData.ts';
import { PhoneNumberParser } from './phoneNumber.ts';
import { type Finding, findingsOf } from './rule.ts';
import { yesNoQuestion } from './yesNoQuestion.ts';

export { MAX_QUESTION_CHARACTERS } from './yesNoQuestion.ts';
export type { Finding };

/**
 * Data with more values or characters is rejected, because data that is only checked in part may be unfit. The limits allow
 * for a body of the maximum size, 512 KiB.
 */
export const MAX_DATA_VALUES = 20_000;
export const MAX_DATA_CHARACTERS = 1_048_576;

/**
 * Maximum calls of libphonenumber for a question or message, and for data. One request has one such budget, whatever its
 * shape. Input that needs more is rejected as too long. A call takes about 25 µs: 25 ms and 125 ms.
 */
const MAX_TEXT_LOOKUPS = 1_000;
const MAX_DATA_LOOKUPS = 5_000;

/**
 * Checks a question with all three rules. Never throws.
 *
 * @returns all findings, empty if there are none: dangerous data, then personal data, then the yes/no question rule
 */
export function checkQuestion(question: string): Finding[] {
  const text = normalize(question);
  const parser = new PhoneNumberParser(MAX_TEXT_LOOKUPS);
  return [
    ...findingsOf('dangerous-data', dangerousData, text),
    ...personalDataIn(text, parser),
    ...uncheckedIn(parser),
    ...findingsOf('yes-no-question', yesNoQuestion, text),
  ];
}

/** Checks a text for dangerous and personal data. The text does not have to be a question. */
export function checkText(message: string): Finding[] {
  const parser = new PhoneNumberParser(MAX_TEXT_LOOKUPS);
  return [...findingsIn(message, parser), ...uncheckedIn(parser)];
}

function findingsIn(raw: string, parser: PhoneNumberParser): Finding[] {
  const text = normalize(raw);
  return [...findingsOf('dangerous-data', dangerousData, text), ...personalDataIn(text, parser)];
}

/** A finding if the parser has left numbers unchecked. */
function uncheckedIn(parser: PhoneNumberParser): Finding[] {
  return parser.isExhausted ? [TOO_MUCH_DATA] : [];
}

/**
 * Checks a JSON value for dangerous and personal data: keys, strings and long numbers, at any depth. Data with more than
 * {@link MAX_DATA_VALUES} values or {@link MAX_DATA_CHARACTERS} characters is itself a finding, and so are too many numbers
 * that may be phone numbers.
 */
export function checkData(value: unknown): Finding[] {
  const findings = new Map<string, Finding>();
  const parser = new PhoneNumberParser(MAX_DATA_LOOKUPS);
  let values = 0;
  let characters = 0;
  for (const text of textsIn(value)) {
    values += 1;
    characters += text.length;
    if (values > MAX_DATA_VALUES || characters > MAX_DATA_CHARACTERS || parser.isExhausted) {
      findings.set(TOO_MUCH_DATA.type, TOO_MUCH_DATA);
      break;
    }
    for (const finding of findingsIn(text, parser)) findings.set(finding.type, finding);
  }
  for (const finding of uncheckedIn(parser)) findings.set(finding.type, finding);
  return DATA_TYPES.flatMap((type) => findings.get(type) ?? []);
}

const TOO_MUCH_DATA: Finding = {
  rule: 'dangerous-data',
  type: 'too long',
  advice: 'Send less data in one request: this amount cannot be checked.',
};

const DATA_TYPES: readonly string[] = [
  ...dangerousData.map(({ type }) => type),
  TOO_MUCH_DATA.type,
  ...personalData.map(({ type }) => type),
];

/** The fewest digits in any detected kind of personal data: an IP address has four, all others have more. */
const MIN_DIGITS = 4;

/**
 * All keys, strings and numbers of a JSON value. A number, or a string with digits, is prefixed with its key, because the key
 * often names its kind: `{"phone": 991414444}`. Iterative, so that deep nesting does not exhaust the call stack.
 */
export function* textsIn(root: unknown): Generator<string> {
  const pending: { label: string; value: unknown }[] = [{ label: '', value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { label, value } = next;
    if (typeof value === 'string') yield hasDigits(value) ? withLabel(label, value) : value;
    else if (typeof value === 'number') yield withLabel(label, String(value));
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
  return text.length <= 64 && (text.match(/\p{Nd}/gu) ?? []).length >= MIN_DIGITS;
}

/** Prefixes the value with its key, and splits a key such as `homePhone` or `home_phone` into words. */
function withLabel(key: string, value: string): string {
  if (key === '' || key.length > 64) return value;
  return `${key.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').replace(/[_-]+/g, ' ')}: ${value}`;
}
