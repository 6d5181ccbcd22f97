import { globSync, readFileSync } from 'node:fs';

/** What a process and its descendants have and have used. */
export interface Footprint {
  readonly memoryMegabytes: number;
  readonly cpuSeconds: number;
}

/** Linux counts processor time in hundredths of a second, whatever the machine (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** @throws Error where there is no /proc */
export function footprint(pid: number): Footprint {
  const stats = new Map(globSync('/proc/[0-9]*/stat').map((file) => [Number(file.split('/')[2]), statOf(file)]));
  if (stats.size === 0) throw new Error('What processes take is read from /proc, which only Linux has.');
  const belongs = (each: number): boolean => each === pid || (each > 1 && belongs(stats.get(each)?.parent ?? 0));
  const own = [...stats.keys()].filter(belongs);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    memoryMegabytes: sum(own.map(residentKilobytes)) / 1024,
    cpuSeconds: sum(own.map((each) => stats.get(each)?.ticks ?? 0)) / TICKS_PER_SECOND,
  };
}

function statOf(file: string): { parent: number; ticks: number } {
  // The name, in parentheses, may hold spaces; what counts comes behind it. A process may end meanwhile.
  const fields = read(file).split(') ').at(-1)?.split(' ') ?? [];
  return { parent: Number(fields[1] ?? 0), ticks: Number(fields[11] ?? 0) + Number(fields[12] ?? 0) };
}

function residentKilobytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
