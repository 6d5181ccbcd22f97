import { type Finding, textsIn } from '../shared/guardrails/guardrails.ts';

/**
 * Finds configured words in a JSON value, keys included: whole words, in any case.
 *
 * @param keywords letters and digits of any script and the underscore are part of a word
 */
export function createKeywordCheck(keywords: readonly string[]): (value: unknown) => Finding[] {
  const rules = keywords.map((keyword) => ({
    pattern: new RegExp(`(?<![\\p{L}\\p{N}_])${RegExp.escape(keyword)}(?![\\p{L}\\p{N}_])`, 'iu'),
    finding: {
      rule: 'personal-data',
      type: `keyword ${keyword}`,
      advice: `Remove the word "${keyword}".`,
    } satisfies Finding,
  }));
  return (value) => {
    const texts = [...textsIn(value)];
    return rules
      .filter(({ pattern }) => texts.some((text) => pattern.test(text.normalize('NFKC'))))
      .map(({ finding }) => finding);
  };
}
