import { cpus, totalmem } from 'node:os';

/** What figures depend on beside the code. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
}

export function thisMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  };
}

export function describeMachine({ node, platform, processor, cores, memoryGigabytes }: Machine): string {
  return `Node ${node}, ${platform}, ${cores} × ${processor}, ${memoryGigabytes} GiB`;
}
