import { styleText } from 'node:util';

const WIDTH = 24;

/** Shows the progress of a long measurement on stderr: a progress bar on a terminal, a line per step elsewhere. */
export class Progress {
  readonly #steps: number;
  #completed = 0;

  /** @param steps number of times that `step` will be called */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Shows the name of a step while it runs. @returns what `run` returns */
  async step<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    this.#show(name);
    const result = await run();
    this.#completed += 1;
    if (this.#completed === this.#steps && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    return result;
  }

  #show(name: string): void {
    const filled = Math.round((this.#completed / this.#steps) * WIDTH);
    const bar = styleText('green', '█'.repeat(filled)) + styleText('gray', '░'.repeat(WIDTH - filled));
    const line = `${bar} ${this.#completed + 1}/${this.#steps} ${name}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}
