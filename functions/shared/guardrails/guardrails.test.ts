import { describe, expect, it } from 'vitest';
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
  it('finds nothing wrong with a yes/no question', () => {
    expect(checkQuestion('Will I live%forever?')).toEqual([]);
  });

  it('says which rule a question breaks and what to change', () => {
    expect(checkQuestion('what is your name?')).toEqual([
      {
        rule: 'yes-no-question',
        type: 'not a yes/no question',
        advice: expect.stringContaining('question mark'),
      },
    ]);
  });

  it('names dangerous data first, then personal data, then the question', () => {
    const question = 'my mail is a@example.com <script>alert(1)</script>';
    expect(typesOf(checkQuestion(question))).toEqual(['script injection', 'email', 'not a yes/no question']);
  });

  const isIt = (characters: number, character = 'a') => `Is it ${character.repeat(characters - 'Is it ?'.length)}?`;

  it.each([
    ['nothing', '', ['empty']],
    ['nothing visible', ' \u200b\n', ['empty']],
    ['as many characters as may be', isIt(MAX_QUESTION_CHARACTERS), []],
    ['one character more', isIt(MAX_QUESTION_CHARACTERS + 1), ['too long']],
    ['as many emoji, which are two units each', isIt(MAX_QUESTION_CHARACTERS, '😊'), []],
  ])('judges the length of %s', (_, question, types) => {
    expect(typesOf(checkQuestion(question))).toEqual(types);
  });

  it('never repeats the input in its advice', () => {
    const advice = checkQuestion('write to zzz@example.com or +380991414444').map((finding) => finding.advice);
    expect(advice.join(' ')).not.toMatch(/zzz|0991/);
  });
});

describe('checkText', () => {
  it('does not ask text to be a question', () => {
    expect(checkText('The sky is blue.')).toEqual([]);
  });

  it('reports a type once, however often it occurs', () => {
    expect(typesOf(checkText('a@example.com, b@example.com'))).toEqual(['email']);
  });
});

describe('checkData', () => {
  it.each<[string, unknown, string[]]>([
    ['a string', 'x@example.com', ['email']],
    ['a nested string', { user: [{ contact: 'x@example.com' }] }, ['email']],
    ['a key', { 'x@example.com': true }, ['email']],
    ['a card as a number', { card: 4111111111111111 }, ['payment card']],
    ['a phone number that its key gives away', { homePhone: 671234567 }, ['phone']],
    ['a list under a telling key', { phones: ['0671234567'] }, ['phone']],
    ['an order number', { orderId: 380671234567 }, []],
    ['a version', { version: '1.2.3.4' }, []],
    ['nothing', null, []],
    ['flags and counts', { on: true, off: false, count: 12 }, []],
  ])('looks at %s', (_, value, types) => {
    expect(typesOf(checkData(value))).toEqual(types);
  });

  it('does not read a phone number out of several values', () => {
    expect(checkData([380, 99, 141, 44, 44])).toEqual([]);
  });

  it('walks any depth', () => {
    let nested: unknown = 'x@example.com';
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(typesOf(checkData(nested))).toEqual(['email']);
  });

  it.each<[string, unknown]>([
    ['values', Array.from({ length: MAX_DATA_VALUES + 1 }, () => 'x')],
    ['characters', 'x'.repeat(MAX_DATA_CHARACTERS + 1)],
  ])('refuses more %s than it can check', (_, value) => {
    expect(typesOf(checkData(value))).toEqual(['too long']);
  });
});

describe('the labelled corpus', () => {
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

describe('time', () => {
  const ADVERSARIES = [
    'a',
    '1 ',
    "' ",
    '@',
    'a@a.',
    '<',
    '/*',
    '../',
    '%25',
    '-',
    '1.',
    '0991414444 ',
    'или ',
    'ignore all ',
    'or ',
    ', чи ',
    '. ',
    'а1',
  ];

  // Some twenty times what it takes here: what this is to catch is quadratic and takes seconds.
  it.each(ADVERSARIES)('stays linear on 64 KB of %j', (piece) => {
    const text = piece.repeat(Math.ceil(65_536 / piece.length));
    const start = performance.now();
    checkQuestion(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
