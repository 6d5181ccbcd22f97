import { describe, expect, it } from 'vitest';
import type { Load } from './load.ts';
import { platforms } from './platform.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

const load: Load = { connections: 100, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'wait' } };
const options: SimulationOptions = {
  load,
  settings: { workerConcurrency: 20, batchSize: 10 },
  platform: platforms.aws,
  seed: 1,
  start: 'cold',
};

describe('a simulation', () => {
  it('is the same for the same seed, and another for another', () => {
    const run = (seed: number) => new Simulation({ ...options, seed }).run(60);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('loses no client', () => {
    const simulation = new Simulation(options);
    for (let minute = 0; minute < 5; minute += 1) {
      const { slotsInUse, waiting } = simulation.run(60);
      expect(waiting).toBeLessThanOrEqual(100);
      expect(slotsInUse).toBeLessThanOrEqual(100);
    }
  });

  it('adds workers while messages wait: 5 at first, and one every fifth of a second', () => {
    const many = { ...load, connections: 10_000 };
    const simulation = new Simulation({
      ...options,
      load: many,
      settings: { workerConcurrency: 1_000, batchSize: 10 },
    });
    expect(simulation.run(60).workersAllowed).toBeCloseTo(305, -1);
    expect(simulation.run(60).workersAllowed).toBeCloseTo(605, -1);
    expect(simulation.run(120).workersAllowed).toBe(1_000);
  });

  it('has all workers at once where the service is embedded', () => {
    const { workersAllowed } = new Simulation({ ...options, platform: platforms.embedded }).run(1);
    expect(workersAllowed).toBe(20);
  });

  it('answers a burst that fits into the slots in one processing time, plus what gathering takes', () => {
    const simulation = new Simulation({ ...options, platform: platforms.embedded });
    expect(simulation.run(5.2).answers).toBe(100);
  });
});
