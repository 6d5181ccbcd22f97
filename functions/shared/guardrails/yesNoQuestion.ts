import { isEnglishYesNoQuestion } from './englishQuestion.ts';
import type { Rule } from './rule.ts';
import { isUkrainianYesNoQuestion } from './ukrainianQuestion.ts';

/** The longest question that is answered, in characters as people count them. */
export const MAX_QUESTION_CHARACTERS = 2_000;

/** What keeps a text from being a question that yes or no would answer. At most one of these holds. */
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
  // A character outside the basic plane takes two of the string's units, none takes more.
  return text.length > 2 * MAX_QUESTION_CHARACTERS || [...text].length > MAX_QUESTION_CHARACTERS;
}

// A question may close with quotes, brackets, emoji and thanks, which ask nothing.
const AFTER_QUESTION = /[\s"'”’)\]}>*_~!.,;:\p{Extended_Pictographic}\p{Emoji_Modifier}\p{So}\p{Sk}-]+$/u;
const THANKS =
  /(?<=[?؟]["')\]\s!]*)\s*(?:thanks?(?: you)?(?: (?:so much|a lot|very much|in advance))?|thx|please|cheers|pls|дякую|спасибі|дяка|будь ласка|наперед дякую|заздалегідь дякую)[\s.!,)]*$/iu;
// A mark inside a quotation that the sentence goes on after ends nothing: … "Who Moved My Cheese?" written … ?
const QUESTION_END = /[?؟⸮](?!["']+ \p{Ll})["')\]!]*(?:\s|$)|[?؟⸮]+(?=[?؟⸮!])/u;
const MARK = /[?؟⸮]/u;

function isYesNoQuestion(text: string): boolean {
  const asked = text.trimEnd().slice(-60).search(THANKS);
  const trimmed = text.trimEnd();
  const withoutThanks = asked < 0 ? trimmed : trimmed.slice(0, trimmed.length - Math.min(60, trimmed.length) + asked);
  const question = trimEndOf(withoutThanks);
  if (!MARK.test(question.slice(-1))) return false;
  // Of several questions each has to be one: a single yes or no cannot answer "What is it? Is it true?".
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
