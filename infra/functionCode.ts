import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** Where the code of a function's folder comes from: its bundle, or a placeholder where only the template matters. */
export type FunctionCode = (folder: string) => Code;

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist', 'functions');

/** Every handler of the system, as `<folder>/<file>` under `functions/`. */
const entryPoints = [
  'gateway/index',
  'submit/index',
  'worker/index',
  'deadLetter/index',
  'alertsApi/index',
  'store/index',
  'heartbeat/index',
  'status/index',
  'alertRecorder/index',
  'telemetry/index',
];

/**
 * Bundles all functions in one esbuild run: ESM, minified, with source maps and the AWS SDK, whose version is then the
 * one that was tested.
 */
export function bundledCode(): FunctionCode {
  rmSync(output, { recursive: true, force: true });
  buildSync({
    entryPoints: entryPoints.map((entry) => ({ in: join(root, 'functions', `${entry}.ts`), out: entry })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    // Escaping every Cyrillic letter of the alert rules would make them several times as long.
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages that come both ways are smaller as ES modules.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'lambdaCredentials.ts') },
    // What the SDK loads only where an operation streams events, which none of SQS and DynamoDB does.
    external: ['@smithy/core/event-streams'],
    // What is still CommonJS inside calls require for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return (folder) => Code.fromAsset(join(output, folder));
}
