import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { type FunctionFolder, functions } from './functions.ts';

/** Returns the code to deploy for a function: its bundle, or in tests of the template a placeholder. */
export type FunctionCode = (folder: FunctionFolder) => Code;

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/**
 * Bundles all functions in one run of esbuild: ESM, minified, with source maps. The bundles contain the AWS SDK, so that
 * the deployed version is the tested one and not the one of the Lambda runtime. The bundles are in a directory of this
 * process, because two processes may bundle at the same time. It is deleted when the process exits.
 */
export function bundledCode(): FunctionCode {
  mkdirSync(dist, { recursive: true });
  const output = mkdtempSync(join(dist, 'functions-'));
  process.once('exit', () => rmSync(output, { recursive: true, force: true }));
  buildSync({
    entryPoints: Object.keys(functions).map((folder) => ({
      in: join(root, 'functions', folder, 'index.ts'),
      out: `${folder}/index`,
    })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    // The default escapes each Cyrillic letter of the guardrails as six characters.
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Where a package has both, its ES modules bundle to less code.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'lambdaCredentials.ts') },
    // The SDK loads it only for operations with event streams. SQS and DynamoDB have none.
    external: ['@smithy/core/event-streams'],
    // CommonJS packages in a bundle call require for Node's built-in modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return (folder) => Code.fromAsset(join(output, folder));
}
