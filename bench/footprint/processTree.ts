import { globSync, readFileSync } from 'node:fs';

/** The resource usage of a process and all its descendants. */
export interface Footprint {
  /** Resident memory, in MiB. */
  readonly memoryMegabytes: number;
  /** CPU time since the processes started, in user and kernel mode. */
  readonly cpuSeconds: number;
}

/** The unit of CPU time in /proc is 1/100 s on all Linux platforms that Node supports: proc(5), sysconf(_SC_CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** Measures a process and its descendants. @throws Error on systems without /proc */
export function measureFootprint(pid: number): Footprint {
  const stats = new Map(globSync('/proc/[0-9]*/stat').map((file) => [Number(file.split('/')[2]), readStat(file)]));
  if (stats.size === 0) throw new Error('The resource usage of processes is read from /proc, which only Linux has.');
  const isInTree = (each: number): boolean => each === pid || (each > 1 && isInTree(stats.get(each)?.parent ?? 0));
  const tree = [...stats.keys()].filter(isInTree);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    memoryMegabytes: sum(tree.map(readResidentKilobytes)) / 1024,
    cpuSeconds: sum(tree.map((each) => stats.get(each)?.ticks ?? 0)) / TICKS_PER_SECOND,
  };
}

function readStat(file: string): { parent: number; ticks: number } {
  // The fields follow the process name in parentheses, which may contain spaces.
  const fields = readIfPresent(file).split(') ').at(-1)?.split(' ') ?? [];
  return { parent: Number(fields[1] ?? 0), ticks: Number(fields[11] ?? 0) + Number(fields[12] ?? 0) };
}

function readResidentKilobytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readIfPresent(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** @returns an empty text when the process has exited since it was listed */
function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
