/**
 * Serializes a value to JSON in ASCII. SQS refuses some characters that JSON allows, such as U+FFFE, and fauxqs refuses
 * more of them. Parsed, the escapes are the same characters.
 */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
