import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { synthesize } from '../../cli/synth.ts';
import { readSynthesizedStack, resourcesOfType } from '../../local/cloudformation/template.ts';
import { p50AndP99 } from '../../plan/percentile.ts';

/** The size and initialization time of a function's bundle. */
export interface Bundle {
  readonly function: string;
  /** In kB (1,000 bytes), minified and without the source map. */
  readonly kilobytes: number;
  /** How long a new process takes to import the bundle, without Node's own start-up: the median of several. */
  readonly initMs: number;
}

const ATTEMPTS = 9;
const TIMED_IMPORT = `
  const start = performance.now();
  await import(process.argv[1]);
  console.log('init', performance.now() - start);
  process.exit();`;

/** Measures the bundles of all functions of the stack, including telemetry. */
export async function measureBundles(): Promise<Bundle[]> {
  const assembly = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  try {
    await synthesize(assembly, { context: {}, environment: { API_TOKENS: '', INFLUX_URL: 'https://example.com' } });
    return measureBundlesOf(assembly);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

function measureBundlesOf(assembly: string): Bundle[] {
  const { template, assetDirectory } = readSynthesizedStack(assembly);
  return resourcesOfType(template, 'AWS::Lambda::Function').map(([logicalId, { Properties }]) => {
    const { Code, Environment, Handler } = Properties as {
      Code: { S3Key: string };
      Handler: string;
      Environment?: { Variables: Record<string, unknown> };
    };
    const file = join(assetDirectory(Code.S3Key), `${Handler.split('.')[0]}.mjs`);
    const initMs = Array.from({ length: ATTEMPTS }, () => measureImport(file, Environment?.Variables ?? {}));
    return {
      function: /^(.+)Function[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId,
      kilobytes: statSync(file).size / 1000,
      initMs: p50AndP99(initMs).p50,
    };
  });
}

/** @throws Error when the bundle cannot be imported */
function measureImport(file: string, variables: Record<string, unknown>): number {
  // References to resources have no value before deployment. No bundle uses them before its first invocation.
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
  const ms = /^init (.+)$/m.exec(stdout)?.[1];
  if (ms === undefined) throw new Error(`${file} could not be imported: ${/^\w*Error: .*$/m.exec(stderr)?.[0]}`);
  return Number(ms);
}
