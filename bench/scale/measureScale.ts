import { clearInterval, setInterval } from 'node:timers';
import { planCapacity, type Sizing } from '../../plan/planCapacity.ts';
import { platforms } from '../../plan/platform.ts';
import type { Prediction } from '../../plan/simulation/steadyState.ts';
import { withEmbeddedService } from '../embeddedService.ts';
import { measureFootprint } from '../footprint/processTree.ts';
import { type ClosedLoopResult, runClosedLoop } from '../load/closedLoop.ts';
import type { Progress } from '../progress.ts';

/** The numbers of clients for which the five systems had estimates, and 500. */
const CONNECTIONS = [10, 50, 100, 500];
export const SCALE_STEPS = CONNECTIONS.length;
export const PROCESSING_SECONDS = 5;
const WARM_UP_SECONDS = 20;
const MEASURED_SECONDS = 60;
const MEMORY_INTERVAL_MS = 1_000;

interface Measurement {
  readonly measured: ClosedLoopResult;
  /** The highest resident memory of all the service's processes, in MiB. */
  readonly memoryMegabytes: number;
  /** Mean number of processors that the service used, without the clients. */
  readonly processorsUsed: number;
}

/** A closed loop with the workers that the planner proposes for it: predicted and measured. */
export interface ScaleFigures extends Measurement {
  readonly connections: number;
  readonly workerConcurrency: number;
  readonly predicted: Prediction;
}

/** Measures the service as `npm start` runs it, with a service of its own for each number of clients. */
export async function measureScale(progress: Progress): Promise<ScaleFigures[]> {
  const figures: ScaleFigures[] = [];
  for (const connections of CONNECTIONS) {
    const { settings, prediction } = planEmbedded(connections);
    const { workerConcurrency } = settings;
    const name = `${connections} connections, workerConcurrency = ${workerConcurrency}`;
    const measurement = await progress.step(name, () => measure(connections, workerConcurrency));
    figures.push({ connections, workerConcurrency, predicted: prediction, ...measurement });
  }
  return figures;
}

function planEmbedded(connections: number): Sizing {
  const collecting = { by: 'wait' } as const;
  const load = { connections, thinkSeconds: 0, processingSeconds: PROCESSING_SECONDS, collecting };
  return planCapacity(load, { platform: platforms.embedded });
}

function measure(clients: number, workerConcurrency: number): Promise<Measurement> {
  return withEmbeddedService({ processingSeconds: PROCESSING_SECONDS, workerConcurrency }, async ({ url, pid }) => {
    let memoryMegabytes = 0;
    const sampling = setInterval(() => {
      memoryMegabytes = Math.max(memoryMegabytes, measureFootprint(pid).memoryMegabytes);
    }, MEMORY_INTERVAL_MS);
    try {
      const [start, { cpuSeconds }] = [performance.now(), measureFootprint(pid)];
      const measured = await runClosedLoop(url, {
        clients,
        processingSeconds: PROCESSING_SECONDS,
        warmUpSeconds: WARM_UP_SECONDS,
        seconds: MEASURED_SECONDS,
      });
      const usedSeconds = measureFootprint(pid).cpuSeconds - cpuSeconds;
      return { measured, memoryMegabytes, processorsUsed: (1000 * usedSeconds) / (performance.now() - start) };
    } finally {
      clearInterval(sampling);
    }
  });
}
