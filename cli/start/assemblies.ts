import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppInput, assemblyName, isUpToDate, synthesize } from '../synth.ts';
import { progress } from './progress.ts';

/** How many assemblies are kept that no process uses: those of the settings that were used last. 8 MB each. */
const KEPT = 5;
/** How long after its last use an assembly is kept in any case. Another process may be about to use it. */
const MINIMUM_AGE_MS = 3_600_000;

/**
 * The cloud assemblies that `npm start` has synthesized, one for each state of the sources and each input. Several services
 * of one working tree each run their own, whatever the others are started with.
 */
export class Assemblies {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Synthesizes the stack if there is no assembly of the current sources and this input, and keeps the assembly while this
   * process lives.
   *
   * @param step what is printed when the stack is synthesized
   * @returns the assembly's directory
   */
  async provide(input: AppInput, step: string): Promise<string> {
    for (;;) {
      const name = assemblyName(input);
      const assembly = join(this.#directory, name);
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(`${assembly}.${process.pid}`, '');
      if (!isUpToDate(assembly, input)) await progress(step, () => synthesize(assembly, input));
      // Sources may have changed since; then the assembly in this place is of other ones than its name says.
      if (assemblyName(input) !== name) {
        rmSync(assembly, { recursive: true, force: true });
        continue;
      }
      utimesSync(assembly, new Date(), new Date());
      this.#deleteUnused();
      return assembly;
    }
  }

  #deleteUnused(): void {
    const entries = readdirSync(this.#directory, { withFileTypes: true });
    const markers = entries.filter((entry) => entry.isFile()).map(({ name }) => name.split('.'));
    const used = new Set<string>();
    for (const [name = '', pid = ''] of markers) {
      if (isAlive(Number(pid))) used.add(name);
      else rmSync(join(this.#directory, `${name}.${pid}`), { force: true });
    }
    const unused = entries
      .filter((entry) => entry.isDirectory() && !used.has(entry.name))
      .map(({ name }) => join(this.#directory, name))
      .map((path) => ({ path, usedAt: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => b.usedAt - a.usedAt);
    for (const { path, usedAt } of unused.slice(KEPT)) {
      if (Date.now() - usedAt > MINIMUM_AGE_MS) rmSync(path, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
