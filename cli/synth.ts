import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const STAMP = 'made-from.json';

/** What the CDK app is given beside its sources. */
export interface AppInput {
  /** CDK context: a value for each key that `-c key=value` set. */
  readonly context: Readonly<Record<string, string>>;
  /** Environment variables. They may be secrets, so nothing of them is written down. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Whether an assembly was made from the sources and the input as they are now, and is still as it was made.
 *
 * @param assembly the folder that `cdk synth` writes
 */
export function isUpToDate(assembly: string, input: AppInput): boolean {
  const stamp = join(assembly, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(assembly, input);
}

/**
 * Synthesizes the stack, as `cdk synth` does: runs the app of cdk.json with the context of cdk.json and the one given.
 * The CLI itself would take twice as long for the same files.
 *
 * @throws Error with the app's own message when it fails.
 */
export async function synthesize(assembly: string, input: AppInput): Promise<void> {
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
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ ...base, ...input.context }),
    },
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`The stack could not be synthesized:\n${messageOf(complaint)}`);
  writeFileSync(join(assembly, STAMP), fingerprint(assembly, input));
}

function fingerprint(assembly: string, { context, environment }: AppInput): string {
  const sources = globSync(['functions/**/*.ts', 'infra/**/*.ts', 'cdk.json', 'package-lock.json'], {
    cwd: root,
  }).sort();
  const made = globSync('*.template.json', { cwd: assembly }).sort();
  return JSON.stringify({
    context: Object.entries(context).sort(),
    environment: createHash('sha256')
      .update(JSON.stringify(Object.entries(environment).sort()))
      .digest('hex'),
    sources: digest(sources.map((file) => join(root, file))),
    made: digest(made.map((file) => join(assembly, file))),
  });
}

function digest(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** An uncaught error's own words, without the code around it and the stack trace. */
function messageOf(complaint: string): string {
  const lines = complaint.split('\n');
  const start = lines.findIndex((line) => /^\w*Error: /.test(line));
  if (start < 0) return complaint.trim();
  const end = lines.findIndex((line, index) => index > start && /^\s+at /.test(line));
  return lines
    .slice(start, end < 0 ? undefined : end)
    .join('\n')
    .replace(/^\w*Error: /, '')
    .trim();
}
