import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Runs the command without a terminal, against a port where nothing listens. */
function run(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'localstack.ts'), ...args], {
    env: { ...process.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-central-1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return { status, error: stderr.trim() };
}

it.each([
  [[], 'Augur'],
  [['-c', 'stage=two'], 'Augur-two'],
])('destroy %j without --yes deletes nothing, and names the stack %s', (args, stack) => {
  expect(run('destroy', ...args)).toEqual({
    status: 1,
    error: `This would delete the stack ${stack} and its data at http://127.0.0.1:9, region eu-central-1. Without a terminal to ask on, the option --yes is required.`,
  });
});

it('deploy rejects a setting with one line before it looks for the endpoint', () => {
  const { status, error } = run('deploy', '-c', 'processingSeconds=abc');
  expect(status).toBe(1);
  expect(error).toMatch(/^Setting processingSeconds: .*$/);
});
