import { describe, expect, it } from 'vitest';
import type { Load, WorkerSettings } from '../load.ts';
import { percentile } from '../percentile.ts';
import { type Platform, platforms } from '../platform.ts';
import { Simulation } from '../simulation/simulation.ts';
import { applyQueueingTheory } from './queueingTheory.ts';

const MAX_ERROR = 0.1;
const ANSWERS = 500_000;
const collecting = { by: 'wait' } as const;
const questions = (perSecond: number, processingSeconds = 5): Load => ({
  perMinute: 60 * perSecond,
  processingSeconds,
  collecting,
});
const clients = (connections: number, thinkSeconds = 0, processingSeconds = 5): Load => ({
  connections,
  thinkSeconds,
  processingSeconds,
  collecting,
});
const workers = (workerConcurrency: number, batchSize = 10): WorkerSettings => ({ workerConcurrency, batchSize });

function simulate(load: Load, settings: WorkerSettings, seconds: number, platform: Platform = platforms.aws) {
  const simulation = new Simulation({ load, settings, platform, seed: 7, start: 'running' });
  simulation.run(seconds / 10);
  const { answers, waitsSeconds } = simulation.run(seconds);
  const waits = Float64Array.from(waitsSeconds).sort();
  return {
    answersPerMinute: (60 * answers) / seconds,
    meanWaitSeconds: waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
    p99WaitSeconds: percentile(waits, 0.99),
  };
}

const relativeError = (predicted: number | undefined, simulated: number) =>
  Math.abs((predicted ?? Number.NaN) - simulated) / simulated;

describe('the waits of Poisson arrivals differ between theory and simulation by less than 10 %', () => {
  it.each([
    ['one slot, utilization 50 %', questions(0.1), workers(1, 1)],
    ['one slot, utilization 80 %', questions(0.16), workers(1, 1)],
    ['10 slots, utilization 80 %', questions(1.6), workers(10, 1)],
    ['10 slots, utilization 90 %', questions(1.8), workers(10, 1)],
    ['50 slots, utilization 90 %', questions(9), workers(50, 1)],
    ['100 slots, utilization 90 %, T = 0.5 s', questions(180, 0.5), workers(100, 1)],
    ['200 slots, utilization 95 %', questions(38), workers(200, 1)],
    ['batches, 20 workers, offered load 20', questions(4), workers(20)],
    ['batches, 20 workers, offered load 15', questions(3), workers(20)],
    ['batches, 100 workers, offered load 100', questions(20), workers(100)],
    ['batches, 100 workers, offered load 90', questions(18), workers(100)],
    ['batches, 500 workers, offered load 500, T = 0.5 s', questions(1_000, 0.5), workers(500)],
  ])('%s', (_, load, settings) => {
    const theory = applyQueueingTheory(load, settings);
    const simulation = simulate(load, settings, ANSWERS / (theory.answersPerMinute / 60));
    expect(relativeError(theory.meanWaitSeconds, simulation.meanWaitSeconds)).toBeLessThan(MAX_ERROR);
    expect(relativeError(theory.p99WaitSeconds, simulation.p99WaitSeconds)).toBeLessThan(MAX_ERROR);
  });
});

describe('the throughput of a closed loop differs between theory and simulation by less than 10 %', () => {
  it.each([
    ['10 clients, 20 workers', clients(10), workers(20), platforms.embedded],
    ['100 clients, 12 workers', clients(100), workers(12), platforms.embedded],
    ['100 clients, 20 workers', clients(100), workers(20), platforms.embedded],
    ['500 clients, 60 workers', clients(500), workers(60), platforms.embedded],
    ['1,000 clients, 20 workers: five times the slots', clients(1_000), workers(20), platforms.embedded],
    ['100 clients, think time 5 s', clients(100, 5), workers(20), platforms.embedded],
    ['100 clients, one worker per client', clients(100), workers(100), platforms.aws],
    ['300 clients, 200 slots', clients(300), workers(20), platforms.aws],
    ['50,000 clients, 10,000 slots', clients(50_000), workers(1_000), platforms.aws],
  ])('%s', (_, load, settings, platform) => {
    const theory = applyQueueingTheory(load, settings, platform);
    const simulation = simulate(load, settings, 200, platform);
    expect(relativeError(theory.answersPerMinute, simulation.answersPerMinute)).toBeLessThan(MAX_ERROR);
    if (theory.meanWaitSeconds > 0) {
      expect(relativeError(theory.meanWaitSeconds, simulation.meanWaitSeconds)).toBeLessThan(MAX_ERROR);
    }
  });

  it('is only an upper bound where partial batches occupy whole workers', () => {
    const [load, settings] = [clients(100), workers(10)];
    const bound = applyQueueingTheory(load, settings);
    expect(bound.isBound).toBe(true);
    expect(simulate(load, settings, 200).answersPerMinute).toBeLessThan(0.95 * bound.answersPerMinute);
  });
});

describe('applyQueueingTheory', () => {
  it('limits the throughput to slots / T, with an unbounded wait in an open queue', () => {
    expect(applyQueueingTheory(questions(50), workers(20))).toMatchObject({
      answersPerMinute: 2_400,
      meanWaitSeconds: Infinity,
    });
    expect(applyQueueingTheory(clients(1_000_000), workers(1_000)).answersPerMinute).toBe(120_000);
  });
});
