import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('rejects a setting with one line on standard error, without a stack trace', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'app.ts')], {
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ processingSeconds: 'abc' }) },
    encoding: 'utf8',
  });
  expect({ status, lines: stderr.trimEnd().split('\n') }).toEqual({
    status: 1,
    lines: [expect.stringMatching(/^Setting processingSeconds: /)],
  });
});
