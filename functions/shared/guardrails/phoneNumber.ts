import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Replaces removed text. No phone number matches across it. */
const CUT = ' \u241f ';

/** Shorter numbers are not checked: a number of six digits is local and needs an area code. Maximum: ITU-T E.164. */
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;

/**
 * The text without its phone numbers; the same string if it contains none.
 *
 * Digits after "+" are a phone number if they are valid in any country. Grouped digits must be grouped as a country groups
 * phone numbers. Digits without groups need a word such as "phone" next to them, or must be a complete international mobile
 * number. Digits whose surrounding words name another kind of number ("order", "views", "prime") are not a phone number.
 *
 * @param parser shared by all texts of a request. When its calls are used up, phone numbers may remain in the text.
 */
export function withoutPhoneNumbers(text: string, parser: PhoneNumberParser): string {
  if (!/\d(?:[^\d\n]{0,4}\d){6}/.test(text)) return text;
  const rest = withoutOtherNumbers(text);
  let left = '';
  let from = 0;
  for (const { 0: run, index } of rest.matchAll(RUN)) {
    if (run.length < MIN_DIGITS || !isPhoneNumber(candidateAt(rest, run, index), parser)) continue;
    left += rest.slice(from, index) + CUT;
    from = index + run.length;
  }
  return from === 0 ? text : left + rest.slice(from);
}

// Digits and the separators that people write between them. A `+` starts a new number.
const RUN = /(?:\+ ?)?[([]{0,2}\+?\d(?:[ ().[\]/_~*-]{0,3}\d)*/g;

/** Numbers that their format identifies as something other than a phone number. Each pattern matches a short text. */
const OTHER_NUMBERS: readonly RegExp[] = [
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi,
  /https?:\/\/(?!wa\.me|api\.whatsapp|t\.me|viber)[^\s?#]+/gi,
  // Dates and times: ISO 8601 and the national orders of day, month and year.
  /(?<![\d.+(/-])(?:1[0-9]|20|21)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?:[T ]\d{1,2}[:.]?\d{2})?(?!\d|[-./]\d)/g,
  /(?<![\d.+(/-])(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:1[0-9]|20|21)\d{2}|\d{2})(?!\d|\1\d)/g,
  /(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?![\d:])/g,
  /(?<![\d.+(-])(?:1[5-9]|20|21)\d{2} ?[-/] ?(?:1[5-9]|20|21)\d{2}(?![\d-])/g,
  // Amounts of money, numbers with thousands separators, decimal fractions, coordinates.
  /[$€£¥₴₽₹₿] ?\d[\d,. ]{0,40}/g,
  /(?<![\d,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])/g,
  /(?<![\d.)+-] ?)-?\d{1,12}\.\d{1,20}(?![\d.]|[ -]\d)/g,
  /(?<!\d)-?\d{1,3}\.\d{3,12}, ?-?\d{1,3}\.\d{3,12}(?!\d)/g,
  /(?<![\d.])\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,2})(?!\d)/g,
  // ISBN: thirteen digits are recognized by their prefix, ten digits by the word before them.
  /(?<!\d)97[89][ -]?(?:\d[ -]?){9}\d(?!\d)/g,
  /\b(?:isbn|issn|doi)(?:-1[03])?:? ?[\d][\d xX/.-]{6,24}/gi,
];

function withoutOtherNumbers(text: string): string {
  let rest = text.replace(/(?<=\d)[oOоО](?=\d)/g, '0');
  for (const pattern of OTHER_NUMBERS) rest = rest.replace(pattern, CUT);
  return rest;
}

interface Candidate {
  digits: string;
  /** The digits, split as in the text. */
  groups: readonly string[];
  /** Marked as international: `+380…`, `00380…`. */
  isInternational: boolean;
  /** Starts with an area code in parentheses: `(212) 555…`. */
  hasAreaCode: boolean;
  /** The kind of number that the surrounding words name. */
  called: 'phone' | 'number' | 'something else' | 'nothing';
  /** The text contains nothing but the number. */
  isWhole: boolean;
  /** Directly next to a letter, more digits, or a symbol that makes it another kind of number. */
  isPartOfWord: boolean;
}

const PHONE_WORD =
  /phone|(?<!\p{L})(?:t[eé]l|tlf|ph)(?!\p{L})|(?<!\p{L})t[eé]l[eé][fp]|mobile?|m[oó]vil|handy|celular|cell(?!\p{L})|(?<!\p{L})(?:call|calls|called|calling|ring|dial|text|txt|sms|msg|fax|hotline|landline|contact|reach (?:me|him|her|us)|whats ?app|viber|telegram|signal|imessage)(?!\p{L})|wa\.me|тел(?!\p{L})|телеф|зателеф|моб(?!\p{L})|мобіл|мобиль|дзвон|дзвін|звон|набер|набра|вайбер|вотсап|ватсап|телеграм|смс|есемес|контакт|зв'яж|факс|номерок|numéro/giu;
const NUMBER_WORD =
  /(?<!\p{L})(?:my|his|her|our|your|their|the|this) (?:new |old |work |home |personal |other )?(?:number|no|num|#)(?!\p{L})|(?<!\p{L})(?:number|numbers|nr)(?!\p{L})|номер/giu;
const OTHER_WORD =
  /(?<!\p{L})(?:order|orders|invoice|ids?|imei|serial|sku|tracking|version|ticket|account|parcel|case|reference|ref|code|codes|barcode|prime|postcode|zip|population|distance|timestamp|epoch|unix|model|part|policy|patent|passport|licen[cs]e|vin|chassis|room|flight|batch|lot|index|score|count|counter|pi|sum|total|product|factor|factorial|integer|digits?|between|than|equals?|exceeds?|exceed|budget|price|cost|costs|worth|salary|pay|paid|revenue|profit|uuid|hash|size|port|pid|bytes|item|article|transaction|booking|reservation|pnr|ean|upc|isbn|student|employee|customer|user|amount|value|created|updated|expires|time|замовлення|накладн\p{L}*|рахун\p{L}*|квитк?\p{L}*|серійн\p{L}*|трек|артикул\p{L}*|код\p{L}*|справ\p{L}*|паспорт\p{L}*|більше|менше|між|число|числа|населення|ідентифікатор\p{L}*|індекс\p{L}*|сума|суму|версі\p{L}*|бюджет\p{L}*|коштує|коштува\p{L}*|ціна)(?!\p{L})|[#№]\s?$/giu;
const UNIT =
  /^[+x]?[\s-]?(?:%|°|views?\b|people\b|persons?\b|users?\b|subscribers?\b|followers?\b|copies\b|dollars?\b|usd\b|euros?\b|eur\b|pounds?\b|uah\b|hryvn\p{L}*|bitcoins?\b|coins?\b|satoshis?\b|yen\b|rupees?\b|km\b|kilomet\p{L}+|met(?:er|re)s?\b|miles?\b|kg\b|tons?\b|bytes?\b|bits?\b|kb\b|mb\b|gb\b|years?\b|days?\b|hours?\b|minutes?\b|seconds?\b|secs?\b|ms\b|times\b|stars?\b|atoms?\b|cells?\b|points?\b|steps?\b|votes?\b|likes?\b|downloads?\b|lines?\b|records?\b|rows?\b|items?\b|units?\b|digits?\b|inhabitants?\b|tokens?\b|prime\b|(?:an? )?(?:prime|even|odd|perfect|divisible|composite|square|fibonacci|palindrom\p{L}*|multiple|big|large|huge|greater|less|more|smaller|larger)\b|is (?:an? )?(?:prime|even|odd|perfect|divisible|composite|square|fibonacci|palindrom\p{L}*|multiple|power|integer|natural)|[*/^=<>+]|перегляд\p{L}*|людей|осіб|підписник\p{L}*|копій|долар\p{L}*|гривень|гривні|грн|євро|років|днів|годин|секунд|хвилин|км|метр\p{L}*|кілометр\p{L}*|байт\p{L}*|разів|просте|простим|парне|парним|непарн\p{L}*|ділиться|[-—=] (?:це )?(?:просте|парне|непарне))/iu;

function candidateAt(text: string, run: string, index: number): Candidate {
  const before = text.slice(Math.max(0, index - 56), index);
  const after = text.slice(index + run.length, index + run.length + 32);
  const groups = run.replace(/\(0\)/, '').split(/\D+/).filter(Boolean);
  const digits = groups.join('');
  const isMarked = run.includes('+') || /(?<!\p{L})(?:plus|плюс) ?$/iu.test(before);
  return {
    digits: isMarked ? digits : digits.replace(/^00(?=[1-9]\d{8})/, ''),
    groups,
    isInternational: isMarked || (/^00[1-9]\d{8}/.test(digits) && digits.length <= MAX_DIGITS + 2),
    hasAreaCode: /^\(\d{2,5}\)/.test(run),
    called: kindNamedBy(before, after),
    isWhole: before.trim() === '' && /^[\s?.!]*$/.test(after),
    isPartOfWord: isPartOfWord(before, after),
  };
}

function isPartOfWord(before: string, after: string): boolean {
  const isNamed = endsWith(PHONE_WORD, before) || endsWith(NUMBER_WORD, before);
  const isGlued = /[\p{L}_]$/u.test(before) && !isNamed;
  const isOperand = /[#№^*×]\s?$/.test(before) || (/=\s?$/.test(before) && lastEnd(PHONE_WORD, before) < 0);
  return isGlued || isOperand || /^(?!x ?\d|ext)[\p{L}_]/iu.test(after) || /^[.,]\d/.test(after);
}

function endsWith(words: RegExp, text: string): boolean {
  return lastEnd(words, text) === text.length;
}

/** The index after the last of these words, -1 if there is none. */
function lastEnd(words: RegExp, text: string): number {
  let end = -1;
  for (const match of text.matchAll(words)) end = match.index + match[0].length;
  return end;
}

/** The kind that the nearest word before the number names, otherwise the words after it. */
function kindNamedBy(before: string, after: string): Candidate['called'] {
  if (UNIT.test(after)) return 'something else';
  const phone = lastEnd(PHONE_WORD, before);
  const other = lastEnd(OTHER_WORD, before);
  if (phone > other) return 'phone';
  if (other >= 0) return 'something else';
  if (lastEnd(PHONE_WORD, after) >= 0 && !/^[^?]{0,30}[.!]/.test(after)) return 'phone';
  return lastEnd(NUMBER_WORD, before) >= 0 || lastEnd(NUMBER_WORD, after) >= 0 ? 'number' : 'nothing';
}

/** Calls libphonenumber a limited number of times: each call takes about 25 µs, and a text may consist of numbers only. */
export class PhoneNumberParser {
  #left: number;
  #isExhausted = false;

  constructor(maxCalls: number) {
    this.#left = maxCalls;
  }

  international(digits: string): PhoneNumber | undefined {
    return this.#parse(`+${digits}`);
  }

  national(digits: string, country: CountryCode): PhoneNumber | undefined {
    return this.#parse(digits, country);
  }

  /** Whether a call was refused, so that a number is unchecked. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  #parse(digits: string, country?: CountryCode): PhoneNumber | undefined {
    if (this.#left === 0) {
      this.#isExhausted = true;
      return undefined;
    }
    this.#left -= 1;
    return country === undefined ? parsePhoneNumberFromString(digits) : parsePhoneNumberFromString(digits, country);
  }
}

function isPhoneNumber(candidate: Candidate, parser: PhoneNumberParser): boolean {
  const { digits, groups } = candidate;
  if (digits.length < MIN_DIGITS || candidate.isPartOfWord || /^(\d)\1+$/.test(digits)) return false;
  if (digits.length > MAX_DIGITS) return groups.length > 2 && containsPhoneNumber(candidate, parser);
  if (candidate.isInternational) return isInternationalNumber(candidate, parser);
  if (candidate.called === 'something else') return candidate.hasAreaCode && isNorthAmerican(digits);
  if (candidate.called === 'phone') return !isRound(digits);
  return groups.length > 1 ? isGroupedAsPhone(candidate, parser) : isUngroupedPhone(candidate, parser);
}

/** Whether one of several consecutive numbers is a phone number by its own grouping. */
function containsPhoneNumber(candidate: Candidate, parser: PhoneNumberParser): boolean {
  return candidate.groups.some((group, start) => {
    if (parser.isExhausted || !/^0|^\d{3}$/.test(group)) return false;
    const groups: string[] = [];
    for (const next of candidate.groups.slice(start, start + 5)) {
      groups.push(next);
      const digits = groups.join('');
      if (digits.length > 12) return false;
      if (
        digits.length >= 9 &&
        groups.length > 2 &&
        isPhoneNumber({ ...candidate, digits, groups, isInternational: false }, parser)
      )
        return true;
    }
    return false;
  });
}

function isInternationalNumber({ digits, called, groups }: Candidate, parser: PhoneNumberParser): boolean {
  if (isRound(digits)) return false;
  const number = parser.international(digits);
  if (number?.isValid()) return called !== 'something else' || groups.length > 1 || digits.length >= 11;
  if (called === 'phone') return true;
  return called !== 'something else' && digits.length >= 10 && (number?.isPossible() ?? false);
}

function isRound(digits: string): boolean {
  return /0{6}$|^(?:0?1234567(?:8(?:9)?)?)$/.test(digits);
}

// North American Numbering Plan: area code and exchange do not start with 0 or 1. libphonenumber rejects the fictional 555
// numbers, but they are phone numbers to readers and in the tests of other systems.
function isNorthAmerican(digits: string): boolean {
  return /^1?[2-9]\d{2}[2-9]\d{6}$/.test(digits);
}

/** Countries whose national numbers start with 0, in order of expected frequency. */
const TRUNK_PREFIX_ZERO: readonly CountryCode[] = [
  'UA',
  'GB',
  'DE',
  'FR',
  'IN',
  'AU',
  'IT',
  'JP',
  'TR',
  'NL',
  'BR',
  'KR',
  'SE',
  'CH',
  'BE',
  'AT',
  'RO',
  'ZA',
  'EG',
  'NG',
  'PK',
  'ID',
  'VN',
  'TH',
  'IL',
  'IE',
  'NZ',
  'CN',
  'AR',
  'KE',
];
/** Countries whose national numbers do not start with 0. */
const NO_TRUNK_PREFIX_ZERO: readonly CountryCode[] = [
  'ES',
  'PL',
  'IN',
  'BR',
  'CN',
  'CZ',
  'PT',
  'GR',
  'DK',
  'NO',
  'MX',
  'SG',
  'HK',
  'CL',
  'CO',
  'RU',
  'KZ',
];

function isGroupedAsPhone(candidate: Candidate, parser: PhoneNumberParser): boolean {
  const { digits, groups, hasAreaCode, called } = candidate;
  const sizes = groups.map((group) => group.length).join('-');
  if (/^(?:1-)?3-3-4$|^(?:1-)?3-7$/.test(sizes) && isNorthAmerican(digits)) return true;
  if (hasAreaCode) return digits.length >= 8;
  if (digits.startsWith('0')) return isTrunkNumber(digits, groups, parser);
  // Trunk prefix 8 of the former Soviet numbering plan: 8-067-123-45-67, 8 (495) 123-45-67.
  if (groups[0] === '8' && digits.length === 11)
    return (
      isTrunkNumber(digits.slice(1), groups.slice(1), parser) ||
      parser.international(`7${digits.slice(1)}`)?.isValid() === true
    );
  if (isThousands(groups)) return called === 'number' && isNationalAnywhere(digits, sizes, parser);
  if (digits.length >= 10 && isCountryCodeFirst(groups) && parser.international(digits)?.isValid()) return true;
  if (digits.length < 9) return called === 'number' && sizes === '3-4';
  return isNationalAnywhere(digits, sizes, parser);
}

function isTrunkNumber(digits: string, groups: readonly string[], parser: PhoneNumberParser): boolean {
  if (digits.length < 9 || groups.some((group) => group.length === 1 && group !== '0')) return false;
  const international = digits.replace(/^0+/, '');
  return (
    TRUNK_PREFIX_ZERO.some((country) => parser.national(digits, country)?.isValid()) ||
    (international.length >= 10 && parser.international(international)?.isValid() === true)
  );
}

/** Whether the groups are thousands: `1 234 567 890`. */
function isThousands([first = '', ...others]: readonly string[]): boolean {
  return first.length <= 3 && others.every((group) => group.length === 3);
}

/** Whether the first group can be a country code, alone or with the start of an area code. */
function isCountryCodeFirst(groups: readonly string[]): boolean {
  const [first = ''] = groups;
  return first.length <= 3 || (groups.length > 2 && first.length <= 5);
}

/** Whether the number is valid in one of these countries and groups of these sizes are usual there. */
function isNationalAnywhere(digits: string, sizes: string, parser: PhoneNumberParser): boolean {
  return NO_TRUNK_PREFIX_ZERO.some((country) => {
    const number = parser.national(digits, country);
    if (!number?.isValid()) return false;
    const usual = number
      .formatNational()
      .split(/\D+/)
      .filter(Boolean)
      .map((group) => group.length)
      .join('-');
    return usual === sizes || /^(?:3-2-2-2|2-3-2-2|3-3-3|2-2-2-3|5-5|2-4-4|2-5-4|3-4-4|3-2-2-3)$/.test(sizes);
  });
}

const MOBILE_TYPES: readonly (string | undefined)[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE'];

/** Countries where ten to twelve digits with a leading zero, without separators, are most likely a mobile number. */
const UNGROUPED_TRUNK_PREFIX_ZERO: readonly CountryCode[] = [
  'UA',
  'GB',
  'DE',
  'FR',
  'AU',
  'TR',
  'IN',
  'JP',
  'NL',
  'KR',
  'ZA',
  'NG',
  'PK',
  'EG',
];

function isUngroupedPhone({ digits, called, isWhole }: Candidate, parser: PhoneNumberParser): boolean {
  if (isRound(digits) || /(\d)\1{6}/.test(digits)) return false;
  if (digits.startsWith('0')) {
    return (
      digits.length >= 10 &&
      digits.length <= 12 &&
      UNGROUPED_TRUNK_PREFIX_ZERO.some((country) => MOBILE_TYPES.includes(mobileType(parser.national(digits, country))))
    );
  }
  if (/^89\d{9}$/.test(digits)) return mobileType(parser.national(digits, 'RU')) !== undefined;
  const isNumber = called === 'number';
  if (digits.length === 10 && isNumber && isNorthAmerican(digits)) return true;
  const number = digits.length >= (isNumber ? 10 : 11) ? parser.international(digits) : undefined;
  if (number?.isValid()) {
    if (isNumber || isWhole) return true;
    return number.countryCallingCode !== '1' && MOBILE_TYPES.includes(number.getType());
  }
  return (
    isNumber &&
    digits.length >= 9 &&
    NO_TRUNK_PREFIX_ZERO.some((country) => mobileType(parser.national(digits, country)) !== undefined)
  );
}

function mobileType(number: PhoneNumber | undefined): string | undefined {
  return number?.isValid() && MOBILE_TYPES.includes(number.getType()) ? number.getType() : undefined;
}
