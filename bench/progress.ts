import { styleText } from 'node:util';

const WIDTH = 24;

/** How far a long measurement is, as a bar on a terminal's own line and as plain lines elsewhere. */
export class Progress {
  readonly #steps: number;
  #done = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Does a step, and shows its name while it takes. */
  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    this.#show(name);
    const result = await work();
    this.#done += 1;
    if (this.#done === this.#steps && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    return result;
  }

  #show(name: string): void {
    const filled = Math.round((this.#done / this.#steps) * WIDTH);
    const bar = styleText('green', '█'.repeat(filled)) + styleText('gray', '░'.repeat(WIDTH - filled));
    const line = `${bar} ${this.#done + 1}/${this.#steps} ${name}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}
