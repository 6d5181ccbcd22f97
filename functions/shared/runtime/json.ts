// JSON whose values come back to the letter: in a double, 9007199254740993, 1.10, 1e400 and -0 change.

/** A number in the digits in which it was received, where a double does not keep them (`JSON.rawJSON`). */
interface RawNumber {
  readonly rawJSON: string;
}

// In Node since version 22. TypeScript's libraries do not declare them yet.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/**
 * Parses JSON. A number whose digits a double does not keep becomes an object of `JSON.rawJSON`, which `JSON.stringify`
 * writes with these digits. Of members with the same name the last one counts, and members whose names are whole numbers
 * precede the others.
 *
 * @throws SyntaxError when the text is not JSON; its message does not quote the text
 */
export function parseJson(text: string): unknown {
  return parseWith(text, (value) => value);
}

/** A JSON value with every string replaced, except the names of members. Numbers keep their digits. */
export function mapStrings(value: unknown, replace: (text: string) => string): unknown {
  return parseWith(JSON.stringify(value), (member) => (typeof member === 'string' ? replace(member) : member));
}

function parseWith(text: string, convert: (value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, (_name, value, { source }) =>
      typeof value === 'number' && source !== undefined && String(value) !== source
        ? JSON.rawJSON(source)
        : convert(value),
    );
  } catch {
    throw new SyntaxError('The text is not JSON');
  }
}

/** Serializes a value as JSON in ASCII: SQS rejects some characters, and its emulators more of them. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The number of a value that JSON has as a number; any other value as it is. */
export function toNumber(value: unknown): unknown {
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : value;
}

/**
 * A JSON value without objects of `JSON.rawJSON`, for checks of its texts: such a number becomes its digits as they were
 * received, without `.0` at the end. Of one with an exponent that is checked on its own, and so are the digits that a
 * double has (`9.91e8` is 991000000).
 */
export function toCheckedValue(value: unknown): unknown {
  if (JSON.isRawJSON(value)) return checkedDigits(value.rawJSON);
  if (Array.isArray(value)) return value.map(toCheckedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toCheckedValue(member)]));
}

function checkedDigits(source: string): string | string[] {
  const [digits = '', exponent] = source.split(/e[+-]?/i);
  return exponent === undefined ? digits.replace(/\.0+$/, '') : [digits, exponent, String(Number(source))];
}
