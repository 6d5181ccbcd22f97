import { describe, expect, it } from 'vitest';
import type { Load } from '../load.ts';
import { platforms } from '../platform.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

const load: Load = { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'wait' } };
const options: SimulationOptions = {
  load,
  settings: { workerConcurrency: 20, batchSize: 10 },
  platform: platforms.aws,
  seed: 1,
  start: 'cold',
};

describe('Simulation', () => {
  it('gives the same run for the same seed, and another run for another seed', () => {
    const run = (seed: number) => new Simulation({ ...options, seed }).run(60);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('never has more questions than clients in the queue or at workers', () => {
    const simulation = new Simulation(options);
    for (let minute = 0; minute < 5; minute += 1) {
      const { slotsInUse, waiting } = simulation.run(60);
      expect(waiting).toBeLessThanOrEqual(100);
      expect(slotsInUse).toBeLessThanOrEqual(100);
    }
  });

  it('scales up on AWS while messages wait: from 5 concurrent batches, by 300 per minute, up to the maximum', () => {
    const simulation = new Simulation({
      ...options,
      load: { ...load, connections: 10_000 },
      settings: { workerConcurrency: 1_000, batchSize: 10 },
    });
    expect(simulation.run(60).workersAllowed).toBeCloseTo(305, -1);
    expect(simulation.run(60).workersAllowed).toBeCloseTo(605, -1);
    expect(simulation.run(120).workersAllowed).toBe(1_000);
  });

  it('starts with all workers where the stack runs embedded', () => {
    const { workersAllowed } = new Simulation({ ...options, platform: platforms.embedded }).run(1);
    expect(workersAllowed).toBe(20);
  });

  it('answers a burst that fits the slots within one processing time and the time that batches are gathered', () => {
    const simulation = new Simulation({ ...options, platform: platforms.embedded });
    expect(simulation.run(5.2).answers).toBe(100);
  });
});
