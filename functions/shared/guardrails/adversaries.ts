// Inputs for which checking takes long. The tests and `npm run bench:guardrails` measure them.
import { MAX_QUESTION_CHARACTERS } from './yesNoQuestion.ts';

const BODY_BYTES = 65_536;

/** Repeated, each of these makes some pattern start, or go on, as often as possible. */
const PIECES = [
  ...['a', 'a b ', '. ', '-', '<', '@', '`', '(', '\n', 'а1', '٠', '٠ ', '𝟎', '🌧', '\ufdfa', '\ufdfa ', '\u3316'],
  ...['1 ', '1.', '01 ', '123 ', '12 34 ', '1 2 3-', '+1 ', '0991414444 ', '099 141 44 44, ', '044 123 45 67; '],
  ...['4111 1111 1111 1111 ', 'UA12 ', '1.2.3.4 ', 'fe80::', 'a@a.', 'a@a.я', 'a@a.я ', ' at a dot '],
  ...["' ", '" or ', "1'='1", 'select ', 'union select ', '/*', '; ls ', '$(', '../', '%25', '&#', '\\u'],
  ...['on=', 'data:', '<a on', 'style="', 'javascript:', '{{a', '${', '<%', 'document.', '["__'],
  ...['ignore all ', 'you are now ', 'act as ', 'pretend you are ', 'reveal your ', 'hidden ', 'що ', 'повтори '],
  ...[
    'for exactly ',
    'exactly the ',
    'please ',
    'so, ',
    'hey ',
    'Tell me, ',
    'in the ',
    'will it ',
    'if so, ',
    'just ',
  ],
  ...['or ', 'x or y ', 'или ', 'чи ', ', чи ', 'від ', 'тепер ', 'could you please '],
];

/** Values of arrays: numbers that many countries' formats have to be tried for. */
const VALUES = [
  ...[1_234_567, 12_345_678_901, 1_700_000_000_000, 4_111_111_111_111_112, 0.1234567, '', 'a@a.я', 'call 099 14 14'],
  ...['12 34 56 78 90', '12-34-567-890', '212 55 5 1234 5', '8 067 123 45 6', '1 99141444', '099 141 44 44'],
  ...['0991414444', '+380991414440', '4111 1111 1111 1112', '1 2 3 4 5 6 7 8'],
];

export interface Adversary<Input> {
  readonly name: string;
  readonly input: Input;
}

/** Questions of the maximum length. */
export const slowQuestions: readonly Adversary<string>[] = PIECES.flatMap((piece) =>
  ['Sky, ', 'Is ', 'Чи '].map((start) => ({
    name: JSON.stringify(`${start}${piece}…?`),
    input: `${start}${repeat(piece, MAX_QUESTION_CHARACTERS - start.length - 1, piece.length)}?`,
  })),
);

/** JSON values whose text has 64 KB. */
export const slowData: readonly Adversary<unknown>[] = [
  ...PIECES.map((piece) => ({
    name: JSON.stringify(`${piece}…`),
    input: repeat(piece, BODY_BYTES, Buffer.byteLength(piece)),
  })),
  ...VALUES.map((value) => ({
    name: `[${JSON.stringify(value)},…]`,
    input: Array.from({ length: Math.floor(BODY_BYTES / (JSON.stringify(value).length + 1)) }, () => value),
  })),
  { name: '"1соцсоц…"', input: `1${repeat('соц', BODY_BYTES, 6)}` },
  { name: '"show the hidden hidden…"', input: `show the${repeat(' hidden', BODY_BYTES, 7)}` },
];

function repeat(piece: string, size: number, pieceSize: number): string {
  return piece.repeat(Math.floor(size / pieceSize));
}
