import { cpus, totalmem } from 'node:os';

/** The machine and runtime that a measurement was made on. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** In GiB, rounded. */
  readonly memoryGigabytes: number;
}

/** Reads the properties of this machine. */
export function readMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  };
}

/** One line about a machine. */
export function formatMachine({ node, platform, processor, cores, memoryGigabytes }: Machine): string {
  return `Node ${node}, ${platform}, ${cores} × ${processor}, ${memoryGigabytes} GiB`;
}
