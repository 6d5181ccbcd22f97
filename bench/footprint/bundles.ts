import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { synthesize } from '../../cli/synth.ts';
import { readSynthesizedStack, resourcesOfType } from '../../local/cloudformation/template.ts';
import { p50AndP99 } from '../../plan/percentile.ts';

/** What Lambda loads for a function. */
export interface Bundle {
  readonly function: string;
  readonly kilobytes: number;
  /** How long a fresh process takes to load it, beyond Node's own start: the median of several. */
  readonly initMs: number;
}

const ATTEMPTS = 9;
const TIMED_IMPORT = `
  const start = performance.now();
  await import(process.argv[1]);
  console.log('init', performance.now() - start);
  process.exit();`;

/** Measures every function of the stack, with those that write to an InfluxDB. */
export async function bundles(): Promise<Bundle[]> {
  const assembly = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  try {
    await synthesize(assembly, { context: {}, environment: { API_TOKENS: '', INFLUX_URL: 'https://example.com' } });
    return bundlesOf(assembly);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

function bundlesOf(assembly: string): Bundle[] {
  const { template, assetDirectory } = readSynthesizedStack(assembly);
  return resourcesOfType(template, 'AWS::Lambda::Function').map(([logicalId, { Properties }]) => {
    const { Code, Environment, Handler } = Properties as {
      Code: { S3Key: string };
      Handler: string;
      Environment?: { Variables: Record<string, unknown> };
    };
    const file = join(assetDirectory(Code.S3Key), `${Handler.split('.')[0]}.mjs`);
    const initMs = Array.from({ length: ATTEMPTS }, () => init(file, Environment?.Variables ?? {}));
    return {
      function: /^(.+)Function[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId,
      kilobytes: statSync(file).size / 1000,
      initMs: p50AndP99(initMs).p50,
    };
  });
}

function init(file: string, variables: Record<string, unknown>): number {
  // What a queue or table is called is known once deployed, and nothing is asked of it before the first invocation.
  const environment = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : 'https://example.com']),
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', TIMED_IMPORT, pathToFileURL(file).href],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: 'bench', ...environment },
    },
  );
  const took = /^init (.+)$/m.exec(stdout)?.[1];
  if (took === undefined) throw new Error(`${file} could not be loaded: ${/^\w*Error: .*$/m.exec(stderr)?.[0]}`);
  return Number(took);
}
