import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isUpToDate, synthesize } from './synth.ts';

const { root } = await vi.hoisted(async () => {
  const fs = await import('node:fs');
  const os = await import('node:os');
  const path = await import('node:path');
  return { root: fs.mkdtempSync(path.join(os.tmpdir(), 'augur-synth-')) };
});
vi.mock('./root.ts', () => ({ root }));

const INPUT = { context: { processingSeconds: '2' }, environment: { API_TOKENS: 'one' } };
const APP = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  const { API_TOKENS, CDK_CONTEXT_JSON, CDK_OUTDIR } = process.env;
  mkdirSync(CDK_OUTDIR, { recursive: true });
  writeFileSync(CDK_OUTDIR + '/Augur.template.json', JSON.stringify({ API_TOKENS, context: JSON.parse(CDK_CONTEXT_JSON) }));
`;

let directory: string;
let assembly: string;

beforeEach(() => {
  rmSync(root, { recursive: true });
  directory = mkdtempSync(join(tmpdir(), 'augur-assembly-'));
  assembly = join(directory, 'cdk.out');
  write('cdk.json', JSON.stringify({ app: 'node app.mjs', context: { base: true } }));
  write('package-lock.json', '{}');
  write('functions/submit/handler.ts', 'export const version = 1;');
  write('infra/app.ts', 'export const version = 1;');
  write('app.mjs', APP);
  return () => rmSync(directory, { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true }));

/** Writes a file of the repository under test. */
function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe('synthesize', () => {
  it('runs the app of cdk.json with the context of cdk.json and of the input, and with its environment', async () => {
    await synthesize(assembly, INPUT);
    const { default: template } = await import(join(assembly, 'Augur.template.json'), { with: { type: 'json' } });
    expect(template).toEqual({ API_TOKENS: 'one', context: { base: true, processingSeconds: '2' } });
  });

  it.each([
    [
      'an error',
      "throw new RangeError('Setting stage: too long.\\nUse 16 characters.')",
      'Setting stage: too long.\nUse 16 characters.',
    ],
    ['an error with properties', "throw Object.assign(new Error('No tokens.'), { code: 'E' })", 'No tokens.'],
    [
      'output that is not an error',
      "console.error('esbuild: no such file'); process.exitCode = 2",
      'esbuild: no such file',
    ],
  ])('throws the message of the app without source code and stack trace: %s', async (_, app, message) => {
    write('app.mjs', app);
    await expect(synthesize(assembly, INPUT)).rejects.toThrow(
      new Error(`The stack could not be synthesized:\n${message}`),
    );
  });
});

describe('isUpToDate', () => {
  it('returns false for an assembly that does not exist', () => {
    expect(isUpToDate(assembly, INPUT)).toBe(false);
  });

  it('returns true after synthesis from the same sources and input', async () => {
    await synthesize(assembly, INPUT);
    expect(isUpToDate(assembly, INPUT)).toBe(true);
  });

  it.each([
    ['the context', { ...INPUT, context: { processingSeconds: '3' } }],
    ['the environment', { ...INPUT, environment: { API_TOKENS: 'two' } }],
  ])('returns false when %s differs', async (_, input) => {
    await synthesize(assembly, INPUT);
    expect(isUpToDate(assembly, input)).toBe(false);
  });

  it.each([
    'functions/submit/handler.ts',
    'functions/submit/added.ts',
    'infra/app.ts',
    'cdk.json',
    'package-lock.json',
  ])('returns false when %s has changed', async (path) => {
    await synthesize(assembly, INPUT);
    write(path, '{ "changed": true }');
    expect(isUpToDate(assembly, INPUT)).toBe(false);
  });

  it('returns false when a template of the assembly has changed', async () => {
    await synthesize(assembly, INPUT);
    writeFileSync(join(assembly, 'Augur.template.json'), '{}');
    expect(isUpToDate(assembly, INPUT)).toBe(false);
  });

  it.each(['functions/submit/handler.test.ts', 'infra/app.test.ts'])(
    'ignores a change of the test %s',
    async (path) => {
      await synthesize(assembly, INPUT);
      write(path, 'export const changed = true;');
      expect(isUpToDate(assembly, INPUT)).toBe(true);
    },
  );

  it('returns false after a synthesis that failed', async () => {
    write('app.mjs', 'process.exitCode = 1');
    await expect(synthesize(assembly, INPUT)).rejects.toThrow();
    expect(isUpToDate(assembly, INPUT)).toBe(false);
  });
});
