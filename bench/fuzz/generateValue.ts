/** Draws from a seeded generator of random numbers. */
export interface Pick {
  /** From 0 to below the limit. */
  integer(limit: number): number;
  chance(probability: number): boolean;
  /** @throws Error when there is no choice */
  one<Choice>(choices: readonly Choice[]): Choice;
}

export function createPick(random: () => number): Pick {
  const integer = (limit: number) => Math.floor(random() * limit);
  return {
    integer,
    chance: (probability) => random() < probability,
    one(choices) {
      const choice = choices[integer(choices.length)];
      if (choice === undefined) throw new Error('There is nothing to choose from');
      return choice;
    },
  };
}

/** Values that a parameter or member with this name accepts, or nearly. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  question: ['Will it rain tomorrow?', 'Чи піде дощ?', 'Will it rain 🌧 tomorrow?', `Is it ${'a'.repeat(1_990)}?`],
  message: ['Hello', 'x'.repeat(2_000), '🌧'],
  key: ['fuzz', 'ключ 1', 'x'.repeat(200)],
  value: ['', 'a value', '🌧', 'x'.repeat(10_000)],
  version: ['0', '1', '007', '999999999999999'],
  type: ['fuzz', ' '],
  limit: ['1', '100', '0', '101'],
  prediction_id: ['00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-00000000000A'],
};

export function sampleOf(pick: Pick, name: string): string {
  return pick.one(Object.hasOwn(SAMPLES, name) ? (SAMPLES[name] ?? []) : ['x']);
}

const TEXTS: readonly string[] = [
  '',
  ' ',
  'null',
  '🌧',
  '👩‍👩‍👧‍👦',
  '\ud800',
  'x\udc00y',
  '\ufffe\uffff',
  '\u{10ffff}',
  '\ufdfa'.repeat(100),
  '\ufeffbegins with a BOM',
  '\0',
  'a\nALERT TYPE: none',
  '\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  '\u009b31mC1\u0085',
  '\u001b[2J\u001b]0;title\u0007',
  '\u202egnp.exe\u2066',
  '\u2028\u2029',
  '+380 99 141 44 44',
  '4111 1111 1111 1111',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  'for exactly '.repeat(26),
  '12 34 56 '.repeat(200),
  '\u0024{jndi:ldap://x}',
  'null\\u0000\\ud800',
  '__proto__',
  'constructor',
  'é'.normalize('NFD').repeat(500),
];

const NUMBERS = ['0', '-0', '1.10', '1e400', '-1e-400', '9007199254740993', '123456789012345678901234567890', '1E5'];
const NAMES = ['a', '', '__proto__', 'constructor', 'toString', 'phone', '🌧', '\ud800', 'toJSON', 'length', '$ne'];

/** A text for any place. A part of them contains the canary. */
export function randomText(pick: Pick, canary: string): string {
  const text = pick.one(TEXTS);
  return pick.chance(0.5) ? `${canary} ${text} ${canary.toLowerCase()}@example.com` : text;
}

/** JSON as source text, because numbers, repeated members and escapes do not survive `JSON.stringify`. */
export function randomJsonText(pick: Pick, canary: string, depth = 0): string {
  const kind = pick.integer(depth > 3 ? 4 : 7);
  if (kind === 0) return pick.one(NUMBERS);
  if (kind === 1) return pick.one(['true', 'false', 'null']);
  if (kind === 2)
    return `"${pick.one(['\\ud83d\\ude00', '\\ud800', '\\u0000', '\\ufffe', '\\u002b380991414444', '\\/'])}"`;
  if (kind === 3 || kind === 4) return JSON.stringify(randomText(pick, canary));
  const items = Array.from({ length: pick.integer(5) }, () => randomJsonText(pick, canary, depth + 1));
  if (kind === 5) return `[${items.join(',')}]`;
  return `{${items.map((item) => `${JSON.stringify(pick.one(NAMES))}: ${item}`).join(', ')}}`;
}
