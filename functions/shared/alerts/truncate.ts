/**
 * A text as far as it fits, between characters; where it is truncated, it ends in …
 *
 * @param fits whether a text, without the …, is short enough; true for any start of a text for which it is true
 */
export function truncate(text: string, fits: (start: string) => boolean): string {
  if (fits(text)) return text;
  let end = 0;
  for (let step = 2 ** 30; step >= 1; step /= 2) {
    if (end + step < text.length && fits(text.slice(0, end + step))) end += step;
  }
  const splitsPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(end - 1, end + 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}…`;
}
