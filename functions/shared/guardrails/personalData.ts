import { isIPv4, isIPv6 } from 'node:net';
import cardValidator from 'card-validator';
import passesLuhn from 'card-validator/dist/luhn-10.js';
import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import type { NormalizedText } from './normalize.ts';
import { type PhoneNumberParser, withoutPhoneNumbers } from './phoneNumber.ts';
import type { Finding } from './rule.ts';

interface PersonalDataRule {
  type: string;
  advice: string;
  /** The text without the data that this rule detects; the same string if there is none. */
  without(text: string, parser: PhoneNumberParser): string;
}

/**
 * Data that identifies a person. Each rule gets the text without the data that the rules before it detected, so that the
 * digits of a card are not reported as a phone number too. Phone numbers are last, because their detection is the least
 * certain.
 */
export const personalData: readonly PersonalDataRule[] = [
  { type: 'email', advice: 'Remove e-mail addresses.', without: withoutEmails },
  { type: 'IBAN', advice: 'Remove bank account numbers (IBAN).', without: withoutIbans },
  { type: 'payment card', advice: 'Remove payment card numbers.', without: withoutCards },
  { type: 'IP address', advice: 'Remove IP addresses.', without: withoutIpAddresses },
  { type: 'SSN', advice: 'Remove social security numbers.', without: withoutSocialSecurityNumbers },
  { type: 'phone', advice: 'Remove phone numbers.', without: withoutPhoneNumbers },
];

/**
 * The personal data in a text, in its plain and in its decoded form.
 *
 * @param parser shared by all texts of a request. When it is exhausted afterwards, phone numbers may have been missed.
 */
export function personalDataIn({ plain, decoded }: NormalizedText, parser: PhoneNumberParser): Finding[] {
  const found = typesIn(plain, parser);
  if (decoded !== plain) for (const type of typesIn(decoded, parser)) found.add(type);
  if (found.size === 0) return [];
  return personalData
    .filter(({ type }) => found.has(type))
    .map(({ type, advice }) => ({ rule: 'personal-data', type, advice }));
}

const MAY_CONTAIN_PERSONAL_DATA = /\d|@|:.{0,40}:|\b(?:at|dot)\b|(?:собак|равлик|крапк)/iu;

function typesIn(text: string, parser: PhoneNumberParser): Set<string> {
  const found = new Set<string>();
  if (!MAY_CONTAIN_PERSONAL_DATA.test(text)) return found;
  let rest = text;
  for (const { type, without } of personalData) {
    const left = without(rest, parser);
    if (left !== rest) found.add(type);
    rest = left;
  }
  return found;
}

/** Replaces removed text. No rule matches across it. */
const CUT = ' \u241f ';

function cut(text: string, start: number, end: number): string {
  return text.slice(0, start) + CUT + text.slice(end);
}

/** Removes every match of `candidates` for which `isDetected` returns true. */
function without(text: string, candidates: RegExp, isDetected: (match: RegExpExecArray) => boolean): string {
  let left = '';
  let from = 0;
  for (const match of text.matchAll(candidates)) {
    if (match.index < from || !isDetected(match)) continue;
    left += text.slice(from, match.index) + CUT;
    from = match.index + match[0].length;
  }
  return from === 0 ? text : left + text.slice(from);
}

// RFC 5321, section 4.5.3.1: at most 64 characters in a local part and 255 in a domain. RFC 6531: letters of all scripts.
const LOCAL_PART = /(?:"[^"\n]{1,62}"|[\p{L}\p{N}\p{M}.!#$%&'*+/=?^_{|}~-]{0,63}[\p{L}\p{N}\p{M}_+-])$/u;
const DOMAIN =
  /^(?:(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|\p{L}[\p{L}\p{M}]{1,62})(?![\p{L}\p{N}])|\[(?:ipv6:)?[\da-f.:]{3,45}\])/iu;

// Replacements for "@" and "." that people write to hide an address from programs.
const AT_SIGNS =
  / ?[([{<] ?(?:at|@|собака|равлик|ет|эт) ?[)\]}>] ?| (?:at|собака|равлик|sobaka) | ?\bAT\b ?| ?[_-]at[_-] ?| ?@ ?/giu;
const DOT = '(?: ?[([{<] ?(?:dot|\\.|крапка|точка|punkt|point) ?[)\\]}>] ?| (?:dot|крапка|точка|punkt) | ?\\. ?)';
const SPELLED_DOT = /[([{<] ?(?:dot|\.|крапка|точка|punkt|point) ?[)\]}>]| (?:dot|крапка|точка|punkt) /iu;
const SPELLED_LOCAL = new RegExp(
  `(?<![\\p{L}\\p{N}])([\\p{L}\\p{N}_+-]{1,40}(?:${DOT}[\\p{L}\\p{N}_+-]{1,40}){0,3})$`,
  'iu',
);
const SPELLED_DOMAIN = new RegExp(
  `^[\\p{L}\\p{N}-]{1,63}(?:${DOT}[\\p{L}\\p{N}-]{1,63}){0,3}${DOT}(?:\\p{L}{2,24})(?![\\p{L}\\p{N}])`,
  'iu',
);
const TOP_LEVEL =
  /(?:com|org|net|edu|gov|info|biz|io|dev|app|me|co|us|uk|ua|укр|de|fr|pl|it|es|nl|eu|ca|au|in|ru|ch|at|se|no|jp|cn|br|cz|pt|online|email|mail)$/iu;
const MAIL_HOST =
  /^(?:g ?mail|googlemail|outlook|hotmail|live|yahoo|ymail|icloud|me|aol|proton(?:mail)?|gmx|ukr|i|meta|mail|yandex|zoho|fastmail|tutanota)(?:$|[ .([{])/iu;
const NO_LOCAL_PART =
  /^(?:me|us|you|him|her|it|them|we|i|he|she|they|am|is|are|was|were|be|been|look|looking|looked|arrive|meet|meeting|met|buy|bought|shop|work|works|working|find|found|available|only|sold|and|or|not|site|website|page|store|here|there|live|stay|read|see|play|sign|order|ordered|anything|something)$/iu;
const MAIL_WORD = /e-?mail|\bmail\b|\bcontact|\breach\b|\bwrite to\b|пошт|імейл|мейл|емейл|скринь|напиш|пиши/iu;

function withoutEmails(text: string): string {
  const exact = text.includes('@') ? withoutExactEmails(text) : text;
  return AT_SIGN_HINT.test(exact) ? withoutSpelledEmails(exact) : exact;
}

const AT_SIGN_HINT = /@|[^\p{L}]at[^\p{L}]|собака|равлик|sobaka|[([{<] ?(?:ет|эт)/iu;

function withoutExactEmails(text: string): string {
  let left = '';
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const domain = DOMAIN.exec(text.slice(at + 1, at + 256))?.[0];
    if (domain === undefined) continue;
    const local = LOCAL_PART.exec(text.slice(Math.max(from, at - 64), at))?.[0];
    // `@user@mastodon.social` is an account name, not an e-mail address.
    if (local === undefined || text[at - local.length - 1] === '@') continue;
    left += text.slice(from, at - local.length) + CUT;
    from = at + 1 + domain.length;
  }
  return from === 0 ? text : left + text.slice(from);
}

const ENDS_LOCAL_PART = /[\p{L}\p{N}_+-]/u;

function withoutSpelledEmails(text: string): string {
  for (const { 0: sign, index } of text.matchAll(AT_SIGNS)) {
    if (!ENDS_LOCAL_PART.test(text.charAt(index - 1))) continue;
    const before = text.slice(Math.max(0, index - 100), index);
    const local = SPELLED_LOCAL.exec(before)?.[1];
    const domain = SPELLED_DOMAIN.exec(text.slice(index + sign.length, index + sign.length + 160))?.[0];
    if (local === undefined || domain === undefined || !TOP_LEVEL.test(domain)) continue;
    const isBracketed = /[([{<_]/.test(sign);
    const isSign = sign.includes('@') || /собака|равлик|sobaka/iu.test(sign);
    const isSpelled = SPELLED_DOT.test(domain);
    const isMailbox = MAIL_HOST.test(domain) && MAIL_WORD.test(before);
    const isPlausible = isBracketed || isSpelled || isMailbox || (isSign && !/\. /.test(domain));
    if (!isPlausible || (!isBracketed && NO_LOCAL_PART.test(local))) continue;
    return cut(text, index - local.length, index + sign.length + domain.length);
  }
  return text;
}

// ISO 13616: country code, two check digits, account number. The country determines the length.
const IBAN_START = /(?<![\p{N}])(?<=^|[^\p{L}]|iban)(\p{L}{2})[ -]?\d{2}(?=[ -]?[\p{L}\p{N}])/giu;
const MAX_IBAN_CHARACTERS = 34;

function withoutIbans(text: string): string {
  let left = '';
  let from = 0;
  for (const match of text.matchAll(IBAN_START)) {
    if (match.index < from) continue;
    const iban = ibanAt(text, match.index);
    if (iban === undefined) continue;
    left += text.slice(from, match.index) + CUT;
    from = match.index + iban;
  }
  return from === 0 ? text : left + text.slice(from);
}

/** The number of characters of the IBAN that starts here, including separators; undefined if there is no IBAN. */
function ibanAt(text: string, start: number): number | undefined {
  const excerpt = latinCapitals(text.slice(start, start + 2 * MAX_IBAN_CHARACTERS));
  const length = countrySpecs[excerpt.slice(0, 2)]?.chars;
  if (!length) return undefined;
  let compact = '';
  let end = 0;
  while (compact.length < length && end < excerpt.length) {
    if (isLetterOrDigit(excerpt, end)) compact += excerpt.charAt(end);
    else if (!' .-'.includes(excerpt.charAt(end)) || !isLetterOrDigit(excerpt, end + 1)) break;
    end += 1;
  }
  const isWhole = compact.length === length && !/[\p{L}\p{N}]/u.test(excerpt.charAt(end));
  return isWhole && isIban(compact) ? end : undefined;
}

/** Whether this character is a Latin capital or an ASCII digit. */
function isLetterOrDigit(excerpt: string, at: number): boolean {
  const character = excerpt.charAt(at);
  return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
}

// A number with a valid IBAN checksum counts as an IBAN, even if it violates the country's own account format.
const IGNORED_ERRORS: readonly ValidationErrorsIBAN[] = [
  ValidationErrorsIBAN.WrongBBANFormat,
  ValidationErrorsIBAN.WrongAccountBankBranchChecksum,
  ValidationErrorsIBAN.QRIBANNotAllowed,
];

function isIban(compact: string): boolean {
  return validateIBAN(compact).errorCodes.every((error) => IGNORED_ERRORS.includes(error));
}

/** Cyrillic capitals that look like Latin ones. */
const CYRILLIC_CAPITALS: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  С: 'C',
  Е: 'E',
  Н: 'H',
  І: 'I',
  К: 'K',
  М: 'M',
  О: 'O',
  Р: 'P',
  Т: 'T',
  У: 'Y',
  Х: 'X',
};

const NON_ASCII = /[^\0-\x7f]/;

function latinCapitals(text: string): string {
  const capitals = text.toUpperCase();
  return NON_ASCII.test(capitals)
    ? capitals.replace(/[АВСЕНІКМОРТУХ]/g, (letter) => CYRILLIC_CAPITALS[letter] ?? letter)
    : capitals;
}

// ISO/IEC 7812: issuer range, length and Luhn check digit, which card-validator checks. Digits may be in groups.
const CARD = /(?<![\p{N}])\d(?:[ ._/-]{0,3}\d){12,40}(?!\d)/gu;
const NOT_A_CARD =
  /(?:order|tracking|invoice|isbn|imei|iccid|serial|barcode|ean|gtin|upc|parcel|ticket|timestamp|замовлення|накладн\p{L}*|рахун\p{L}*|штрихкод\p{L}*)[^\d.?!]{0,20}$/iu;
const CARD_WORD = /card|visa|master|amex|discover|карт/iu;

// Visa no longer issues 13-digit numbers, but test data and old files contain them.
cardValidator.creditCardType.updateCard('visa', { lengths: [13, 16, 18, 19] });

function withoutCards(text: string): string {
  return without(text, CARD, ({ 0: run, index }) => {
    const before = text.slice(Math.max(0, index - 40), index);
    if (NOT_A_CARD.test(before) && !CARD_WORD.test(before)) return false;
    if (/[\p{L}_]$/u.test(before) && !/(?:card|visa|cc|no|number|num|карт\p{L}{0,3})$/iu.test(before)) return false;
    // Thirteen digits are more often a phone number or a bar code than an old Visa number.
    const minDigits = CARD_WORD.test(before) ? 13 : 14;
    return cardsIn(run.split(/[^\d]+/), minDigits);
  });
}

/** Whether consecutive groups of digits, with the group sizes of cards, form a card number. */
function cardsIn(groups: readonly string[], minDigits: number): boolean {
  return groups.some((_, start) => {
    let digits = '';
    const lengths: number[] = [];
    for (const group of groups.slice(start, start + 19)) {
      digits += group;
      lengths.push(group.length);
      if (digits.length > 19) return false;
      if (
        digits.length >= minDigits &&
        isGroupedAsCard(lengths, lengths.length === groups.length) &&
        isCardNumber(digits)
      )
        return true;
    }
    return false;
  });
}

function isGroupedAsCard(lengths: readonly number[], isWhole: boolean): boolean {
  const [first = 0] = lengths;
  if (lengths.length === 1) return true;
  if (/^4,6,[45]$/.test(lengths.join())) return true;
  // Groups of fewer than four digits count only if the whole run of digits is the card number.
  if (first < 4 && !isWhole) return false;
  return lengths.every((length, at) => length === first || (at === lengths.length - 1 && length < first));
}

function isCardNumber(digits: string): boolean {
  // The Luhn check rejects nine of ten numbers. The issuer tables take about 20 times as long.
  return passesLuhn(digits) && cardValidator.number(digits, { luhnValidateUnionPay: true }).isValid;
}

const IPV4 = /(?<![\d.\p{L}_-]|\d,)\d{1,3}(?:(?:\.|\[\.\]|\(\.\)|\[dot\])\d{1,3}){3}(?![\p{L}\d_]|\.\d|-\p{L})/giu;
const VERSION_LABEL =
  /(?:\bversions?|\bver\.?|\bv\.?|\brelease|\bbuild|\bfirmware|\bsection|\bchapter|\bclause|\bparagraph|\brule|§|верс\p{L}{1,3}|розділ\p{L}*|пункт\p{L}*)[\s:#]{0,3}$/iu;
const IPV6 = /(?<![\p{L}\d:._])[\da-f:][\da-f:.]{1,44}(?![\p{L}\d:_])/giu;

function withoutIpAddresses(text: string): string {
  const rest =
    text.includes('::') || /:.{1,6}:.{1,6}:/.test(text) ? without(text, IPV6, ({ 0: run }) => isIpv6(run)) : text;
  return without(
    rest,
    IPV4,
    ({ 0: run, index }) => isAddress(run) && !VERSION_LABEL.test(rest.slice(Math.max(0, index - 24), index)),
  );
}

function isAddress(quad: string): boolean {
  const octets = quad.split(/[^\d]+/);
  // Octets with leading zeros count only if all have three digits: 067.123.45.67 is a phone number, 1.000.000.000 an amount.
  const isPadded = octets.every((octet) => octet.length === 3) && /\b0\d*[1-9]/.test(quad);
  return isIPv4((isPadded ? octets.map(Number) : octets).join('.'));
}

/** Whether this is an IPv6 address (RFC 4291) with a digit. Without one, as in `dead::beef`, it is more often a C++ name. */
function isIpv6(run: string): boolean {
  const address = run.replace(/(?<=[^:]):$|\.+$/, '');
  return isIPv6(address) && /\d/.test(address) && !/^::$|^\d::\d?$/.test(address);
}

// SSA, "Social Security Number Randomization" (2011): no area 000, 666 or 900-999, no group 00, no serial 0000.
const SSN_DIGITS = '(?!000|666|9)\\d{3}SEPARATOR(?!00)\\d{2}SEPARATOR(?!0000)\\d{4}';
const HYPHENATED_SSN = new RegExp(
  `(?<![\\d\\p{L}_#-]|\\d[ .])${SSN_DIGITS.replaceAll('SEPARATOR', ' ?- ?')}(?![\\d\\p{L}_]|-\\d)`,
  'gu',
);
const LABELLED_SSN = new RegExp(`(?<![\\d-])${SSN_DIGITS.replaceAll('SEPARATOR', '[ .-]{0,3}')}(?![\\d]|-\\d)`, 'gu');
const SSN_WORD =
  /\bssns?(?![\p{L}])|\bs\.s\.n|social[ -_]?security|\bsoc sec\b|\bsocial (?:number|#|no)|соц\p{L}{0,20} страх|\bsocial is\b/iu;

function withoutSocialSecurityNumbers(text: string): string {
  const rest = without(text, HYPHENATED_SSN, () => true);
  if (!SSN_WORD.test(rest)) return rest;
  return without(rest, LABELLED_SSN, ({ 0: run, index }) =>
    SSN_WORD.test(rest.slice(Math.max(0, index - 48), index + run.length + 36)),
  );
}
