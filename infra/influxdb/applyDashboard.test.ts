import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const script = join(import.meta.dirname, 'apply-dashboard.sh');

/** Stands in for the influx CLI: keeps the stack that is created, and logs the arguments of `influx apply`. */
const INFLUX = `#!/bin/bash
cd "$(dirname "$0")"
case "$1 $2" in
  'stacks init') printf 'id-%s\\tOrg\\ttrue\\taugur\\n' "$RANDOM" | tee stack ;;
  'stacks --stack-name') cat stack 2>/dev/null || true ;;
  'apply '*) echo "$*" >> applied ;;
esac
`;

it('applies the dashboard to the same InfluxDB stack each time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'augur-influx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'influx'), INFLUX);
  chmodSync(join(folder, 'influx'), 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  for (let run = 0; run < 2; run += 1) execFileSync('bash', [script], { env });

  const [first, second, ...others] = readFileSync(join(folder, 'applied'), 'utf8').trimEnd().split('\n');
  expect(first).toMatch(/--stack-id id-\d+ --file .*dashboard\.json$/);
  expect([second, others]).toEqual([first, []]);
});
