import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const hasPython = spawnSync('python3', ['--version']).status === 0;
/** Runs a script as LocalStack does, and prints what the script has left in LocalStack's configuration. */
const RUN = `import sys
exec(open(sys.argv[1], 'rb').read(), {})
from localstack import config
print(config.LAMBDA_DOCKER_FLAGS)
`;

/** Stands in for LocalStack's packages: the file that boot.d changes, and the two modules that start.d uses. */
const LOCALSTACK = {
  'localstack/services/logs/provider.py': `@patch(MotoLogGroup.create_log_stream)
def moto_create_log_stream(target, self, log_stream_name):
    target(self, log_stream_name)
    stream = self.streams[log_stream_name]
    filters = self.describe_subscription_filters()
    stream.filter_pattern = filters[0]["filterPattern"] if filters else None
`,
  'localstack/config.py': 'LAMBDA_DOCKER_FLAGS = "-e A=b"\n',
  'localstack/utils/docker_utils.py': `from types import SimpleNamespace


def inspect_current_container_mounts():
    return [
        SimpleNamespace(source="/var/lib/docker/volumes/x", destination="/var/lib/localstack"),
        SimpleNamespace(source="/home/me/my projects/augur/error_reports", destination="/mnt/error_reports"),
    ]
`,
};

/** @returns the output, and the file of LocalStack's logs provider afterwards */
function run(script: string, files: Readonly<Record<string, string>> = LOCALSTACK) {
  const folder = mkdtempSync(join(tmpdir(), 'augur-localstack-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const output = execFileSync('python3', ['-c', RUN, join(import.meta.dirname, script)], {
    env: { ...process.env, PYTHONPATH: folder },
    encoding: 'utf8',
  });
  return {
    output: output.trim(),
    provider: readFileSync(join(folder, 'localstack/services/logs/provider.py'), 'utf8'),
  };
}

describe.skipIf(!hasPython)(
  `the scripts for LocalStack${hasPython ? '' : ' (skipped: python3 is not installed)'}`,
  () => {
    it('correct how LocalStack reads the subscription filters of a log group', () => {
      const { provider } = run('boot.d/keep_first_log_lines.py');
      expect(provider.split('\n').slice(-3)).toEqual([
        '    filters = list(self.describe_subscription_filters())',
        '    stream.filter_pattern = filters[0].filter_pattern if filters else None',
        '',
      ]);
    });

    it('leave another version of LocalStack as it is', () => {
      const other = 'def moto_create_log_stream(): ...\n';
      const files = { ...LOCALSTACK, 'localstack/services/logs/provider.py': other };
      expect(run('boot.d/keep_first_log_lines.py', files).provider).toBe(other);
    });

    it('mount error_reports/ in the containers of functions, whatever the path of the checkout', () => {
      expect(run('start.d/mount_error_reports.py').output).toBe(
        "-e A=b -v '/home/me/my projects/augur/error_reports:/mnt/error_reports'",
      );
    });
  },
);
