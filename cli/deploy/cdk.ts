import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/**
 * Runs a command of the CDK, with what it says on this terminal.
 *
 * @throws Error when it fails, or takes longer than it may
 */
export async function cdk(args: string[], environment: NodeJS.ProcessEnv, timeoutMs?: number): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    ...(timeoutMs !== undefined && { timeout: timeoutMs, killSignal: 'SIGKILL' }),
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (signal !== null) throw new Error(`cdk ${args[0]} did not end in time`);
  if (code !== 0) throw new Error(`cdk ${args[0]} failed`);
}
