/** The forms of one text that rules check. */
export interface NormalizedText {
  /** The text as received. */
  raw: string;
  /** In NFKC, with digits of all scripts, dashes, quotes and spaces converted to ASCII, without invisible characters. */
  plain: string;
  /** `plain` with URL encoding, HTML entities and character escapes decoded, as a downstream system may decode them. */
  decoded: string;
}

const NEEDS_FOLDING = /[^\t\n\r\x20-\x7e]/;
const NEEDS_DECODING = /[%&\\]/;

/** How many levels of nested encodings (`%253C`) are decoded. */
const DECODING_ROUNDS = 4;

/** Computes all forms of a text, each once. */
export function normalize(raw: string): NormalizedText {
  const plain = fold(raw);
  return { raw, plain, decoded: NEEDS_DECODING.test(plain) ? decode(plain) : plain };
}

// Keycap marks and variation selectors turn digits into emoji. Soft hyphens and joiners split words without being visible.
const INVISIBLE = /(?:\p{Default_Ignorable_Code_Point}|\u20e3)/gu;

/**
 * The two Arabic ligatures of whole sentences, which NFKC makes 18 and 8 times as long. Without them it makes no text longer
 * than twice its size in UTF-8 (measured over all of Unicode 16).
 */
const LONG_LIGATURES = /[\ufdfa\ufdfb]/g;

const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/[\p{Pd}\u2212\u2043]/gu, '-'],
  [/[\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033«»]/g, '"'],
  [/[\u2024\u3002\uff61\u00b7\u2022\u2219]/g, '.'],
  [/[\u2044\u2215\u29f8]/g, '/'],
  [/\u2795/g, '+'],
  [/[\u2028\u2029\u0085]/g, '\n'],
  [/[\p{Zs}\u2800]/gu, ' '],
];

function fold(text: string): string {
  if (!NEEDS_FOLDING.test(text)) return text;
  let folded = text.replace(INVISIBLE, '').replace(LONG_LIGATURES, ' ');
  for (const [alike, ascii] of LOOK_ALIKES) folded = folded.replace(alike, ascii);
  folded = folded.normalize('NFKC').replace(INVISIBLE, '');
  return folded.replace(/(?![0-9])\p{Nd}/gu, asciiDigit);
}

/** The ASCII form of a decimal digit of any script. Unicode encodes the digits 0 to 9 of a script contiguously. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 50 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  lpar: '(',
  rpar: ')',
  colon: ':',
  semi: ';',
  sol: '/',
  bsol: '\\',
  equals: '=',
  commat: '@',
  period: '.',
  num: '#',
  nbsp: ' ',
  tab: '\t',
  newline: '\n',
  plus: '+',
};

function decode(text: string): string {
  let decoded = text;
  for (let round = 0; round < DECODING_ROUNDS; round += 1) {
    const next = fold(decodeEscapes(decodeEntities(decodePercents(decoded))));
    if (next === decoded) return decoded;
    decoded = next;
  }
  return decoded;
}

// Overlong UTF-8 (`%c0%af` for a slash) is invalid, but some decoders accept it.
const OVERLONG: readonly (readonly [RegExp, string])[] = [
  [/%c0%af|%e0%80%af|%c1%9c/gi, '/'],
  [/%c0%ae|%e0%40%ae/gi, '.'],
  [/%u([0-9a-f]{4})/gi, '\\u$1'],
];

function decodePercents(text: string): string {
  if (!/%[0-9a-fu]/i.test(text)) return text;
  let decoded = text;
  for (const [overlong, ascii] of OVERLONG) decoded = decoded.replace(overlong, ascii);
  return decoded.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
    return bytes.includes('\ufffd') ? run : bytes;
  });
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text
    .replace(
      /&#(?:x([0-9a-f]{1,7})|([0-9]{1,8}));?/gi,
      (entity, hex: string | undefined, decimal: string | undefined) =>
        characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), entity),
    )
    .replace(/&([a-z]{2,7});/gi, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity);
}

function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/gi,
    (sequence, braced: string | undefined, four: string | undefined, two: string | undefined) =>
      characterOf(Number.parseInt(braced ?? four ?? two ?? '', 16), sequence),
  );
}

function characterOf(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
