import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { parseJson } from './json.ts';
import { LoggedValue, log } from './log.ts';

// Unit tests run without log lines.
beforeAll(() => log.setLogLevel('INFO'));
afterAll(() => log.setLogLevel('SILENT'));
afterEach(() => vi.restoreAllMocks());

/** What a call of the logger writes. */
function written(call: () => void): string {
  let output = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      output += String(chunk);
      return true;
    });
  }
  call();
  return output;
}

it.each([['""'], ['null'], ['"a\\nb"'], ['{"n":[1.10,9007199254740993,-0],"__proto__":{"constructor":"🌧","a":null}}']])(
  'a logged value is in its line to the letter: %s',
  (text) => {
    const line = written(() => log.info('Interaction', { payload: new LoggedValue(parseJson(text)) }));
    expect(line).toContain(`"payload":${text}}`);
    expect(line.trimEnd().split('\n')).toHaveLength(1);
  },
);

it('an error is logged by its name and message and those of its cause, without its other properties', () => {
  const cause = Object.assign(new TypeError('no connection'), { address: 'a@example.com' });
  const error = Object.assign(new Error('down', { cause }), { input: 'a@example.com' });
  const line = written(() => log.error('Request failed', { error }));
  expect(JSON.parse(line).error).toEqual({
    name: 'Error',
    message: 'down',
    cause: { name: 'TypeError', message: 'no connection' },
  });
});
