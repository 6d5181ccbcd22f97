import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));

interface ImportsOf {
  readonly file: string;
  /** True for a file that the repository does not have: a new file must be covered by a rule too. */
  readonly isNew?: boolean;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const files: ImportsOf[] = [
  {
    file: 'functions/newFile.ts',
    isNew: true,
    allowed: ['zod', 'node:crypto'],
    forbidden: [
      './submit/handler.ts',
      './shared/tasks/task.ts',
      '../infra/settings.ts',
      '../local/host.ts',
      '../cli/synth.ts',
      '../tests/dynamodb.ts',
    ],
  },
  {
    file: 'functions/shared/newFile.ts',
    isNew: true,
    allowed: ['zod', 'node:crypto'],
    forbidden: ['./tasks/task.ts', '../submit/handler.ts', '../../infra/settings.ts', '../../tests/dynamodb.ts'],
  },
  {
    file: 'functions/shared/newFolder/newFile.ts',
    isNew: true,
    allowed: ['zod', './newSibling.ts'],
    forbidden: [
      '../tasks/task.ts',
      '../runtime/log.ts',
      '../../submit/handler.ts',
      '../../../infra/settings.ts',
      '../../../tests/dynamodb.ts',
    ],
  },
  {
    file: 'functions/newFunction/handler.ts',
    isNew: true,
    allowed: ['zod', '../shared/tasks/task.ts'],
    forbidden: ['../submit/handler.ts', '../../infra/settings.ts', '../../tests/dynamodb.ts'],
  },
  {
    file: 'functions/submit/handler.ts',
    allowed: ['./keywords.ts', '../shared/tasks/task.ts', 'zod', 'node:crypto'],
    forbidden: ['../status/handler.ts', '../../infra/settings.ts', '../../local/host.ts', '../../tests/dynamodb.ts'],
  },
  {
    file: 'functions/shared/guardrails/guardrails.ts',
    allowed: ['./rule.ts', 'libphonenumber-js'],
    forbidden: ['../runtime/log.ts', '../alerts/alert.ts', '../../submit/keywords.ts'],
  },
  {
    file: 'functions/shared/runtime/log.ts',
    allowed: ['./environment.ts', '@aws-lambda-powertools/logger'],
    forbidden: ['../http/problem.ts', '../queue/queueHandler.ts', '../tasks/task.ts', '../guardrails/guardrails.ts'],
  },
  {
    file: 'functions/shared/http/httpHandler.ts',
    allowed: ['./problem.ts', '../runtime/log.ts'],
    forbidden: ['../queue/queueHandler.ts', '../tasks/task.ts', '../alerts/alert.ts', '../guardrails/guardrails.ts'],
  },
  {
    file: 'functions/shared/queue/queueHandler.ts',
    allowed: ['./sendMessage.ts', '../runtime/log.ts'],
    forbidden: ['../http/problem.ts', '../tasks/task.ts', '../store/storeTable.ts'],
  },
  {
    file: 'functions/shared/tasks/tasksTable.ts',
    allowed: ['./task.ts', '../runtime/item.ts', '../http/prefer.ts', '../queue/sendMessage.ts'],
    forbidden: ['../alerts/alert.ts', '../store/storeTable.ts', '../../worker/answer.ts', '../../../infra/sizes.ts'],
  },
  {
    file: 'functions/shared/alerts/rejectUnfit.ts',
    allowed: ['./alert.ts', '../guardrails/guardrails.ts', '../http/problem.ts'],
    forbidden: ['../tasks/task.ts', '../store/storeTable.ts'],
  },
  {
    file: 'functions/shared/store/storeTable.ts',
    allowed: ['../runtime/item.ts'],
    forbidden: ['../tasks/task.ts', '../alerts/alert.ts'],
  },
  {
    file: 'functions/worker/answer.test.ts',
    allowed: ['./answer.ts', '../../tests/dynamodb.ts', '../shared/tasks/task.ts'],
    forbidden: [
      '../submit/handler.ts',
      '../../infra/settings.ts',
      '../../local/host.ts',
      '../../cli/synth.ts',
      '../../bench/machine.ts',
    ],
  },
  {
    file: 'functions/shared/store/storeTable.test.ts',
    allowed: ['./storeTable.ts', '../runtime/item.ts', '../../../tests/dynamodb.ts'],
    forbidden: ['../../submit/handler.ts', '../../../infra/settings.ts', '../../../local/host.ts'],
  },
  {
    file: 'local/host.ts',
    allowed: ['./sqs/queues.ts', './lambda/definition.ts', './cloudformation/template.ts'],
    forbidden: ['../functions/shared/tasks/task.ts', '../infra/sizes.ts', '../cli/root.ts', '../tests/dynamodb.ts'],
  },
  {
    file: 'local/stateLock.ts',
    allowed: ['./cloudformation/template.ts', 'node:fs'],
    forbidden: ['./sqs/queues.ts', '../infra/sizes.ts'],
  },
  {
    file: 'local/sqs/queues.ts',
    allowed: ['./fauxqsThread.ts', '../cloudformation/template.ts', '../stateLock.ts', 'fauxqs'],
    forbidden: ['../lambda/definition.ts', '../dynamodb/tables.ts', '../host.ts', '../../functions/submit/index.ts'],
  },
  {
    file: 'local/cloudformation/template.ts',
    allowed: ['./intrinsics.ts'],
    forbidden: ['../sqs/queues.ts', '../lambda/definition.ts'],
  },
  {
    file: 'local/cloudwatch/logSubscriptions.ts',
    allowed: ['../lambda/definition.ts', '../cloudformation/template.ts'],
    forbidden: ['../host.ts', '../../functions/shared/runtime/log.ts', '../../infra/sizes.ts'],
  },
  {
    file: 'local/lambda/lambdaFunction.test.ts',
    allowed: ['../sqs/queues.ts', '../../tests/dynamodb.ts'],
    forbidden: ['../../functions/worker/index.ts', '../../infra/sizes.ts', '../../cli/synth.ts'],
  },
  {
    file: 'infra/app.ts',
    allowed: [
      './settings.ts',
      '../functions/shared/alerts/alert.ts',
      '../functions/shared/guardrails/rule.ts',
      '../functions/shared/http/limits.ts',
      '../functions/shared/http/problemTexts.ts',
      '../functions/shared/http/routes.ts',
    ],
    forbidden: ['../functions/submit/submitTask.ts', '../functions/shared/tasks/tasksTable.ts', '../local/host.ts'],
  },
  {
    file: 'infra/constructs/api.ts',
    allowed: ['../settings.ts', '../../functions/shared/http/routes.ts'],
    forbidden: ['../../functions/shared/http/httpHandler.ts', '../../cli/synth.ts', '../../tests/dynamodb.ts'],
  },
  {
    file: 'infra/stacks/augurStack.test.ts',
    allowed: ['./augurStack.ts', '../../functions/worker/processTask.ts', '../../tests/infra/stackUnderTest.ts'],
    forbidden: ['../../local/host.ts', '../../plan/planCapacity.ts'],
  },
  {
    file: 'cli/start/main.ts',
    allowed: ['../synth.ts', '../../local/host.ts', '../../infra/stackName.ts'],
    forbidden: ['../../functions/shared/tasks/task.ts', '../../bench/machine.ts', '../../tests/endToEnd/run.ts'],
  },
  {
    file: 'plan/planCapacity.ts',
    allowed: ['./aws/cost.ts', '../infra/sizes.ts', '../functions/shared/http/prefer.ts'],
    forbidden: ['../functions/worker/visibility.ts', '../bench/machine.ts', '../local/host.ts', '../cli/synth.ts'],
  },
  {
    file: 'plan/planCapacity.test.ts',
    allowed: ['../local/lambda/sqsEventSourceMapping.ts', '../functions/worker/visibility.ts'],
    forbidden: ['../bench/machine.ts', '../cli/synth.ts'],
  },
  {
    file: 'bench/scale/main.ts',
    allowed: ['../serviceProcess.ts', '../../cli/runMain.ts', '../../plan/planCapacity.ts', '../../local/host.ts'],
    forbidden: ['../../tests/dynamodb.ts', '../../tests/endToEnd/client.ts'],
  },
  {
    file: 'tests/endToEnd/client.ts',
    allowed: ['../../functions/worker/index.ts', '../../bench/influxStandIn.ts', '../../cli/synth.ts'],
    forbidden: [],
  },
];

const ENVIRONMENT_READERS = {
  'functions/gateway/index.ts': 'allows',
  'functions/gateway/handler.ts': 'forbids',
  'functions/shared/runtime/environment.ts': 'forbids',
} as const;

let directory: string;
let found: { category: string; file: string; line: number }[];

/** Writes a source tree with these imports and lints it by the repository's rules. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'augur-boundaries-'));
  for (const name of ['biome.json', 'biome.boundaries.json']) await cp(join(root, name), join(directory, name));
  for (const { file, allowed, forbidden } of files) {
    await write(file, [...allowed, ...forbidden].map((source) => `import '${source}';`).join('\n'));
  }
  for (const file of Object.keys(ENVIRONMENT_READERS)) await write(file, 'export const name = process.env.NAME;');
  await write('plan/one.ts', "import type { Two } from './two.ts';\nexport type One = Two[];");
  await write('plan/two.ts', "import type { One } from './one.ts';\nexport type Two = One | null;");

  const flags = ['--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'];
  // Biome exits with code 1, because it finds violations.
  const run = promisify(execFile)(process.execPath, [biome, 'lint', ...flags], { cwd: directory });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const report = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
  };
  found = report.diagnostics.map(({ category, location }) => ({
    category,
    file: location.path,
    line: location.start.line,
  }));
});

afterAll(() => rm(directory, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, file)), { recursive: true });
  await writeFile(join(directory, file), text);
}

describe('npm run lint', () => {
  it.each(files)('reports exactly the imports of $file that cross a boundary', ({ file, allowed, forbidden }) => {
    const sources = [...allowed, ...forbidden];
    const reported = found
      .filter((each) => each.category === 'lint/style/noRestrictedImports' && each.file === file)
      .map(({ line }) => sources[line - 1]);
    expect(reported.sort()).toEqual([...forbidden].sort());
  });

  it.each(Object.entries(ENVIRONMENT_READERS))(
    'reports process.env where it is not allowed: %s %s it',
    (file, rule) => {
      const isReported = found.some((each) => each.category === 'lint/style/noProcessEnv' && each.file === file);
      expect(isReported).toBe(rule === 'forbids');
    },
  );

  it('reports import cycles, including cycles of types', () => {
    const inCycles = found
      .filter(({ category }) => category === 'lint/suspicious/noImportCycles')
      .map(({ file }) => file);
    expect(inCycles).toContain('plan/one.ts');
    expect(inCycles).toContain('plan/two.ts');
    expect(inCycles).not.toContain('functions/submit/handler.ts');
  });
});

// A renamed file would otherwise stay in a list, where it has no effect.
describe('the paths in the import rules and in their test', () => {
  it.each([
    ...new Set([
      ...files.filter(({ isNew }) => !isNew).map(({ file }) => file),
      ...Object.keys(ENVIRONMENT_READERS),
      ...files.flatMap(({ file, allowed, forbidden }) =>
        [...allowed, ...forbidden]
          .filter((source) => source.startsWith('.') && source !== './newSibling.ts')
          .map((source) => join(dirname(file), source)),
      ),
    ]),
  ])('exist: %s', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it.each(allowedFiles())('exist: %s in biome.boundaries.json', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});

/** The files that the import rules allow one by one, relative to the repository's directory. */
function allowedFiles(): string[] {
  const rules = readFileSync(join(root, 'biome.boundaries.json'), 'utf8');
  const patterns = [...rules.matchAll(/"!\.\.\/\*\*\/([^"*]+\.ts)"/g)].map(([, pattern = '']) => pattern);
  return patterns.flatMap((pattern) => {
    const [, start = pattern, names = '', end = ''] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? [];
    return names.split(',').map((name) => start + name + end);
  });
}
