import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { root } from '../root.ts';

const CDK = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'));

/**
 * Runs a command of the AWS CDK CLI on this terminal.
 * It has no time limit: the first deployment to LocalStack downloads the image of the functions.
 *
 * @throws Error when the command fails, or is killed
 */
export async function cdk(args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [CDK, ...args], { cwd: root, env: environment, stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (signal !== null) throw new Error(`cdk ${args[0]} was ended by ${signal}.`);
  if (code !== 0) throw new Error(`cdk ${args[0]} failed.`);
}
