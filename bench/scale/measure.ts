import { clearInterval, setInterval } from 'node:timers';
import type { Load } from '../../plan/load.ts';
import { type Choice, planFor } from '../../plan/plan.ts';
import { platforms } from '../../plan/platform.ts';
import type { Prediction } from '../../plan/predict.ts';
import { footprint } from '../footprint/processTree.ts';
import { type ClosedLoop, closedLoop } from '../load/closedLoop.ts';
import type { Progress } from '../progress.ts';
import { withService } from '../service.ts';

/** How many clients the scaling estimates of the five systems are for, and one more. */
export const CONNECTIONS = [10, 50, 100, 500];
export const PROCESSING_SECONDS = 5;
const WARM_UP_SECONDS = 20;
const SECONDS = 60;
const MEMORY_EVERY_MS = 1_000;

interface Measured {
  readonly measured: ClosedLoop;
  /** The most that all processes of the service had. */
  readonly memoryMegabytes: number;
  /** The processors of this machine that the service kept busy, clients not counted. */
  readonly processorsUsed: number;
}

/** So many clients with the settings that the planner proposes for them: what it predicts, and what came. */
export interface ScaleFigures extends Measured {
  readonly connections: number;
  readonly workerConcurrency: number;
  readonly predicted: Prediction;
}

/** Measures the service as `npm start` runs it, a run for each number of clients. */
export async function measureScale(progress: Progress): Promise<ScaleFigures[]> {
  const figures: ScaleFigures[] = [];
  for (const connections of CONNECTIONS) {
    const { settings, prediction } = planOf(connections);
    const { workerConcurrency } = settings;
    const name = `${connections} connections, workerConcurrency = ${workerConcurrency}`;
    const measured = await progress.step(name, () => measure(connections, workerConcurrency));
    figures.push({ connections, workerConcurrency, predicted: prediction, ...measured });
  }
  return figures;
}

function planOf(connections: number): Choice {
  const load: Load = {
    connections,
    thinkSeconds: 0,
    processingSeconds: PROCESSING_SECONDS,
    collecting: { by: 'wait' },
  };
  return planFor(load, { platform: platforms.embedded });
}

function measure(clients: number, workerConcurrency: number): Promise<Measured> {
  return withService({ processingSeconds: PROCESSING_SECONDS, workerConcurrency }, async ({ url, pid }) => {
    let memoryMegabytes = 0;
    const sampling = setInterval(() => {
      memoryMegabytes = Math.max(memoryMegabytes, footprint(pid).memoryMegabytes);
    }, MEMORY_EVERY_MS);
    try {
      const [start, { cpuSeconds: before }] = [performance.now(), footprint(pid)];
      const measured = await closedLoop(url, {
        clients,
        processingSeconds: PROCESSING_SECONDS,
        warmUpSeconds: WARM_UP_SECONDS,
        seconds: SECONDS,
      });
      const processorsUsed = (1000 * (footprint(pid).cpuSeconds - before)) / (performance.now() - start);
      return { measured, memoryMegabytes, processorsUsed };
    } finally {
      clearInterval(sampling);
    }
  });
}
