import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { root } from './root.ts';

const FINGERPRINT_FILE = 'fingerprint.json';
/** Of renaming a directory to a place that other processes rename theirs to. */
const REPLACE_ATTEMPTS = 10;

/** The input of the CDK app besides its sources. */
export interface AppInput {
  /** CDK context: the values that `-c key=value` sets. */
  readonly context: Readonly<Record<string, string>>;
  /** Environment variables. They may be secrets, so only their digest is written to disk. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Whether a cloud assembly was synthesized from the current sources and this input, and has not been changed since.
 *
 * @param assembly the directory that `cdk synth` writes
 */
export function isUpToDate(assembly: string, input: AppInput): boolean {
  const stamp = join(assembly, FINGERPRINT_FILE);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(assembly, input);
}

/** A name for the assembly that the current sources and this input make: hexadecimal digits. */
export function assemblyName(input: AppInput): string {
  return createHash('sha256')
    .update(JSON.stringify(inputFingerprint(input)))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Synthesizes the stacks into a cloud assembly. It is made in a directory next to its place and renamed, so that processes
 * that do this at the same time do not write into each other's files. Sources that change meanwhile are synthesized again.
 *
 * @throws Error with the app's own message when it fails
 */
export async function synthesize(assembly: string, input: AppInput): Promise<void> {
  await mkdir(dirname(assembly), { recursive: true });
  for (;;) {
    const made = await mkdtemp(`${assembly}.`);
    try {
      const before = JSON.stringify(inputFingerprint(input));
      await runApp(made, input);
      if (JSON.stringify(inputFingerprint(input)) !== before) continue;
      writeFileSync(join(made, FINGERPRINT_FILE), fingerprint(made, input));
      // A process that synthesized the same at the same time may run it already.
      if (!isUpToDate(assembly, input)) await replaceDirectory(assembly, made);
      return;
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  }
}

/** Renames a directory. What is in its new place is deleted. */
async function replaceDirectory(place: string, directory: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(directory, place);
    } catch (error) {
      if (attempt === REPLACE_ATTEMPTS || !existsSync(place)) throw error;
    }
    const old = `${directory}.old`;
    // Another process may have done this or the next step in between.
    await rename(place, old).catch(() => {});
    await rm(old, { recursive: true, force: true });
  }
}

/** Runs the app of cdk.json directly: `cdk synth` takes twice as long for the same files (measured). */
async function runApp(assembly: string, input: AppInput): Promise<void> {
  const { app, context: base } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    app: string;
    context: object;
  };
  const child = spawn(app, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ...input.environment,
      // The app needs the version of Node that runs this process.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ ...base, ...input.context }),
    },
  });
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput += text;
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`The stack could not be synthesized:\n${messageOf(errorOutput)}`);
}

/** Digests of what an assembly is synthesized from, and of its templates. */
function fingerprint(assembly: string, input: AppInput): string {
  const templates = globSync('*.template.json', { cwd: assembly }).sort();
  return JSON.stringify({
    ...inputFingerprint(input),
    templates: digest(assembly, templates),
  });
}

function inputFingerprint({ context, environment }: AppInput) {
  const sources = globSync(['functions/**/*.ts', 'infra/**/*.ts', 'cdk.json', 'package-lock.json'], {
    cwd: root,
    exclude: ['**/*.test.ts'],
  }).sort();
  return {
    context: Object.entries(context).sort(),
    environment: createHash('sha256')
      .update(JSON.stringify(Object.entries(environment).sort()))
      .digest('hex'),
    sources: digest(root, sources),
  };
}

function digest(directory: string, files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(directory, file)));
  return hash.digest('hex');
}

/** The message of the uncaught error that Node printed, without the source excerpt before it and the stack trace after it. */
function messageOf(errorOutput: string): string {
  const lines = errorOutput.split('\n');
  const start = lines.findIndex((line) => /^\w*Error: /.test(line));
  if (start < 0) return errorOutput.trim();
  const end = lines.findIndex((line, index) => index > start && /^\s+at /.test(line));
  return lines
    .slice(start, end < 0 ? undefined : end)
    .join('\n')
    .replace(/^\w*Error: /, '')
    .trim();
}
