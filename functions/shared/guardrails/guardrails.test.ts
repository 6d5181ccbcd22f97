import { describe, expect, it } from 'vitest';
import { slowData, slowQuestions } from './adversaries.ts';
import corpus from './corpus.json' with { type: 'json' };
import {
  checkData,
  checkQuestion,
  checkText,
  type Finding,
  MAX_DATA_CHARACTERS,
  MAX_DATA_VALUES,
  MAX_QUESTION_CHARACTERS,
} from './guardrails.ts';

const typesOf = (findings: Finding[]) => findings.map(({ type }) => type);

describe('checkQuestion', () => {
  it('has no findings for a yes/no question', () => {
    expect(checkQuestion('Will I live%forever?')).toEqual([]);
  });

  it('reports the rule that a question violates, with advice', () => {
    expect(checkQuestion('what is your name?')).toEqual([
      {
        rule: 'yes-no-question',
        type: 'not a yes/no question',
        advice: expect.stringContaining('question mark'),
      },
    ]);
  });

  it('reports dangerous data first, then personal data, then the question rule', () => {
    const question = 'my mail is a@example.com <script>alert(1)</script>';
    expect(typesOf(checkQuestion(question))).toEqual(['script injection', 'email', 'not a yes/no question']);
  });

  const isIt = (characters: number, character = 'a') => `Is it ${character.repeat(characters - 'Is it ?'.length)}?`;

  it.each([
    ['an empty text', '', ['empty']],
    ['a text without visible characters', ' \u200b\n', ['empty']],
    ['a question with the maximum of characters', isIt(MAX_QUESTION_CHARACTERS), []],
    ['a question with one character more', isIt(MAX_QUESTION_CHARACTERS + 1), ['too long']],
    ['a question with the maximum of emoji, of two UTF-16 code units each', isIt(MAX_QUESTION_CHARACTERS, '😊'), []],
  ])('checks the length of %s', (_, question, types) => {
    expect(typesOf(checkQuestion(question))).toEqual(types);
  });

  it('does not quote the input in its advice', () => {
    const advice = checkQuestion('write to zzz@example.com or +380991414444').map((finding) => finding.advice);
    expect(advice.join(' ')).not.toMatch(/zzz|0991/);
  });
});

describe('checkText', () => {
  it('accepts text that is not a question', () => {
    expect(checkText('The sky is blue.')).toEqual([]);
  });

  it('reports a type once if it occurs several times', () => {
    expect(typesOf(checkText('a@example.com, b@example.com'))).toEqual(['email']);
  });
});

describe('checkData', () => {
  it.each<[string, unknown, string[]]>([
    ['a string', 'x@example.com', ['email']],
    ['a nested string', { user: [{ contact: 'x@example.com' }] }, ['email']],
    ['a key', { 'x@example.com': true }, ['email']],
    ['a card as a number', { card: 4111111111111111 }, ['payment card']],
    ['a number whose key contains "phone"', { homePhone: 671234567 }, ['phone']],
    ['a list whose key contains "phone"', { phones: ['0671234567'] }, ['phone']],
    ['an order number', { orderId: 380671234567 }, []],
    ['a version', { version: '1.2.3.4' }, []],
    ['null', null, []],
    ['flags and counts', { on: true, off: false, count: 12 }, []],
  ])('reports the findings of %s', (_, value, types) => {
    expect(typesOf(checkData(value))).toEqual(types);
  });

  it('does not join several values into a phone number', () => {
    expect(checkData([380, 99, 141, 44, 44])).toEqual([]);
  });

  it('checks values nested 100,000 levels deep', () => {
    let nested: unknown = 'x@example.com';
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(typesOf(checkData(nested))).toEqual(['email']);
  });

  it('rejects more possible phone numbers than it can look up, however they are spread over values', () => {
    const number = '12 34 56 78 90';
    expect(typesOf(checkData(Array.from({ length: 3_000 }, () => number)))).toEqual(['too long']);
    expect(typesOf(checkData(Array.from({ length: 3_000 }, () => number).join(', ')))).toEqual(['too long']);
  });

  it('finds a phone number after more numbers than were once looked up', () => {
    const numbers = Array.from({ length: 60 }, () => '12 34 56 78 90');
    expect(typesOf(checkData([...numbers, '+380 99 141 44 44'].join('; ')))).toEqual(['phone']);
  });

  it.each<[string, unknown]>([
    ['values', Array.from({ length: MAX_DATA_VALUES + 1 }, () => 'x')],
    ['characters', 'x'.repeat(MAX_DATA_CHARACTERS + 1)],
  ])('rejects data with more %s than the maximum', (_, value) => {
    expect(typesOf(checkData(value))).toEqual(['too long']);
  });
});

describe('checkQuestion and checkData: labelled corpus', () => {
  const asJson = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };

  it.each(corpus)('$as: $text', ({ text, as, expect: expected }) => {
    const findings = as === 'question' ? checkQuestion(text) : checkData(/^[[{]/.test(text) ? asJson(text) : text);
    expect(typesOf(findings).sort()).toEqual([...expected].sort());
  });
});

// Several times the measured time (`npm run bench:guardrails`), because tests run side by side. What this detects, quadratic
// and exponential time, takes seconds.
const MAX_MS = 1_000;

function measureMs(check: () => unknown): number {
  const start = performance.now();
  check();
  return performance.now() - start;
}

describe('the time of a check', () => {
  it.each(slowQuestions)('is less than a second for the question $name', ({ input }) => {
    expect(measureMs(() => checkQuestion(input))).toBeLessThan(MAX_MS);
  });

  it.each(slowData)('is less than a second for 64 KB of $name', ({ input }) => {
    expect(measureMs(() => checkData(input))).toBeLessThan(MAX_MS);
  });
});
