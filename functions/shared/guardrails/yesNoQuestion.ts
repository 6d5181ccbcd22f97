import { isEnglishYesNoQuestion } from './englishQuestion.ts';
import type { Rule } from './rule.ts';
import { isUkrainianYesNoQuestion } from './ukrainianQuestion.ts';

/** The longest question that is answered, in Unicode code points. */
export const MAX_QUESTION_CHARACTERS = 2_000;

/** Reasons why a text is not a yes/no question. At most one applies to a text. */
export const yesNoQuestion: readonly Rule[] = [
  {
    type: 'empty',
    advice: 'Write a question: there is none.',
    finds: ({ plain }) => isEmpty(plain),
  },
  {
    type: 'too long',
    advice: `Shorten the question to ${MAX_QUESTION_CHARACTERS} characters.`,
    finds: ({ raw }) => isTooLong(raw),
  },
  {
    type: 'not a yes/no question',
    advice:
      'Ask one question that yes or no answers, such as "Will it rain tomorrow?", and end it with a question mark.',
    finds: ({ raw, plain }) => !isEmpty(plain) && !isTooLong(raw) && !isYesNoQuestion(plain),
  },
];

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

function isTooLong(text: string): boolean {
  if (text.length <= MAX_QUESTION_CHARACTERS) return false;
  // A code point is at most two UTF-16 code units, so longer texts need no counting.
  return text.length > 2 * MAX_QUESTION_CHARACTERS || [...text].length > MAX_QUESTION_CHARACTERS;
}

// Quotes, brackets, emoji and thanks may follow a question.
const AFTER_QUESTION = /[\s"'”’)\]}>*_~!.,;:\p{Extended_Pictographic}\p{Emoji_Modifier}\p{So}\p{Sk}-]+$/u;
const THANKS =
  /(?<=[?؟]["')\]\s!]*)\s*(?:thanks?(?: you)?(?: (?:so much|a lot|very much|in advance))?|thx|please|cheers|pls|дякую|спасибі|дяка|будь ласка|наперед дякую|заздалегідь дякую)[\s.!,)]*$/iu;
// A question mark in a quotation within the sentence does not end it: … "Who Moved My Cheese?" written … ?
const QUESTION_END = /[?؟⸮](?!["']+ \p{Ll})["')\]!]*(?:\s|$)|[?؟⸮]+(?=[?؟⸮!])/u;
const MARK = /[?؟⸮]/u;

function isYesNoQuestion(text: string): boolean {
  const asked = text.trimEnd().slice(-60).search(THANKS);
  const trimmed = text.trimEnd();
  const withoutThanks = asked < 0 ? trimmed : trimmed.slice(0, trimmed.length - Math.min(60, trimmed.length) + asked);
  const question = trimEndOf(withoutThanks);
  if (!MARK.test(question.slice(-1))) return false;
  // Each of several questions must be a yes/no question: "What is it? Is it true?" is rejected.
  const questions = question.split(QUESTION_END).filter((part) => /\p{L}/u.test(part));
  return (
    questions.length > 0 &&
    questions.every((part) => (isCyrillic(part) ? isUkrainianYesNoQuestion(part) : isEnglishYesNoQuestion(part)))
  );
}

function trimEndOf(text: string): string {
  const end = text.slice(-80);
  return text.slice(0, text.length - end.length) + end.replace(AFTER_QUESTION, '');
}

function isCyrillic(text: string): boolean {
  const cyrillic = text.match(/\p{sc=Cyrillic}/gu)?.length ?? 0;
  const latin = text.match(/\p{sc=Latin}/gu)?.length ?? 0;
  return cyrillic > 0 && 2 * cyrillic >= latin;
}
